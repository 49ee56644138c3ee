package org.llamaorch.orchestrator.http;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.http.json.Members;
import org.llamaorch.orchestrator.http.json.StrictJson;
import org.llamaorch.orchestrator.http.task.Deadlines;
import org.llamaorch.poolmanager.ReloadMode;

/** Reads the bodies of requests that change a pool. Immutable; safe from any thread. */
final class ChangeRequests {

    private static final int REF_MAX = 4096;
    private static final int MODELS_MAX = 256;

    private final StrictJson json;

    ChangeRequests(StrictJson json) {
        this.json = json;
    }

    /** Another model, and the way it is loaded. */
    record Reload(String modelRef, ReloadMode mode) {}

    Reload reload(byte[] body) {
        Members members = new Members(json.object(body), "");
        ReloadMode mode = members.oneOf("mode", ReloadMode.class);
        return new Reload(
                members.requiredText("new_model_ref", REF_MAX),
                mode == null ? ReloadMode.AUTO : mode);
    }

    PoolOperations.Purge purge(byte[] body) {
        Members members = new Members(json.object(body), "");
        return new PoolOperations.Purge(
                is(members.flag("purge_engine"), false),
                members.texts("purge_models", MODELS_MAX, REF_MAX),
                is(members.flag("drain_first"), true),
                is(members.flag("delete_cache_dirs"), false),
                is(members.flag("force"), false));
    }

    /** A purge without a body deletes nothing. */
    static PoolOperations.Purge nothing() {
        return new PoolOperations.Purge(false, List.of(), true, false, false);
    }

    /** Empty for as long as it takes; 0 ends running work at once. */
    Optional<Long> deadline(byte[] body) {
        Members members = new Members(json.object(body), "");
        return Optional.ofNullable(members.integer("deadline_ms", 0, Deadlines.MAX_MS));
    }

    private static boolean is(@Nullable Boolean said, boolean usual) {
        return said == null ? usual : said;
    }
}
