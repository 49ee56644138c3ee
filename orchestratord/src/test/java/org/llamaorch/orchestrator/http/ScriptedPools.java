package org.llamaorch.orchestrator.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.orchestrator.http.OperationView.Failure;
import org.llamaorch.orchestrator.http.OperationView.State;
import org.llamaorch.poolmanager.ReloadMode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Operations that end at once, as they are told to. Safe from any thread. */
final class ScriptedPools implements PoolOperations {

    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile @Nullable String failure;
    private final Map<String, OperationView> known = new ConcurrentHashMap<>();

    @Override
    public Started reload(String poolId, String modelRef, ReloadMode mode) {
        asked.add(poolId + " " + modelRef + " " + mode.wireName());
        ObjectNode result =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("model_ref", modelRef)
                        .put("engine_version", "b2")
                        .put("model_digest", "sha256:01")
                        .put("mode", "overlap")
                        .put("duration_ms", 12);
        return started("reload", poolId, result);
    }

    @Override
    public Started purge(String poolId, Purge what) {
        asked.add(poolId + " " + what);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putArray("deleted").add("demo:m");
        result.putArray("kept").addObject().put("what", "engine").put("why", "in use");
        result.put("bytes_freed", 7);
        return started("purge", poolId, result);
    }

    private Started started(String kind, String poolId, ObjectNode result) {
        String cause = failure;
        String id = "op" + known.size();
        OperationView ended =
                new OperationView(
                        id,
                        kind,
                        poolId,
                        cause == null ? State.SUCCEEDED : State.FAILED,
                        "done",
                        1,
                        2,
                        cause == null ? result : null,
                        cause == null ? null : new Failure(ErrorCode.RELOAD_FAILED, cause));
        known.put(id, ended);
        return new Started(
                new OperationView(id, kind, poolId, State.RUNNING, "begins", 1, 0, null, null),
                CompletableFuture.completedFuture(ended));
    }

    @Override
    public Optional<OperationView> find(String operationId) {
        return Optional.ofNullable(known.get(operationId));
    }
}
