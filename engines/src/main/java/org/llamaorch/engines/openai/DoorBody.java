package org.llamaorch.engines.openai;

import java.util.Optional;
import java.util.Set;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.engines.EngineAdapter;
import org.llamaorch.engines.json.JsonMembers;
import org.llamaorch.engines.json.JsonObjectBytes;
import org.llamaorch.engines.json.NotJson;

/**
 * The body of a task of the OpenAI door on its way to an engine: passed on unread, but for what the
 * adapter sets (model, stream, usage, limit) and the control members it strips (B-OAI-004).
 */
public final class DoorBody {

    private static final Set<String> OURS =
            Set.of("model", "stream", "stream_options", "max_tokens", "max_completion_tokens");

    private DoorBody() {}

    /**
     * The members of the engine's request, still open for what only one engine knows.
     *
     * @param sent the body's members
     * @throws NotJson when its stream options are no JSON
     */
    public static JsonObjectBytes rewrite(Effect.StartAttempt start, JsonMembers sent)
            throws NotJson {
        JsonObjectBytes body = named(start, sent);
        body.bool("stream", true).raw("stream_options", streamOptions(sent));
        limit(start).ifPresent(most -> body.number(limitName(sent), most));
        return body;
    }

    /** The members that the engine gets as they were sent, and the name it has for the model. */
    static JsonObjectBytes named(Effect.StartAttempt start, JsonMembers sent) {
        JsonObjectBytes body = model(start);
        for (String name : sent.names()) {
            if (!OURS.contains(name) && !ControlMembers.contains(name)) {
                body.raw(name, sent.sent(name));
            }
        }
        return body;
    }

    /** A request that names the model as the engine does, where it has a name. */
    static JsonObjectBytes model(Effect.StartAttempt start) {
        JsonObjectBytes body = new JsonObjectBytes();
        if (!start.replica().models().isEmpty()) {
            body.string("model", start.replica().models().getFirst());
        }
        return body;
    }

    /** Where the door's operation lies on an engine that speaks its API. */
    public static String path(Effect.StartAttempt start) {
        return start.task().endpoint().equals("chat") ? "/v1/chat/completions" : "/v1/completions";
    }

    /** Reads the answer, every chunk whole. */
    public static EngineAdapter.StreamOpening stream(Effect.StartAttempt start, JsonMembers sent)
            throws NotJson {
        boolean usage = wantsUsage(sent);
        int choices = start.task().choices();
        int perPrompt = Math.clamp(Math.max(count(sent, "n"), count(sent, "best_of")), 1, choices);
        return sink -> new ChoiceStream(sink, true, usage, choices, perPrompt);
    }

    /** A whole number, however it is spelled; 1 when it is left out. */
    private static int count(JsonMembers sent, String name) {
        return sent.value(name).map(number -> (int) Double.parseDouble(number)).orElse(1);
    }

    /**
     * Whether the chunk that holds only usage belongs to the answer: the caller asked for it, or
     * wants a whole answer, which always has it (B-OAI-005).
     */
    private static boolean wantsUsage(JsonMembers sent) throws NotJson {
        return !sent.isTrue("stream") || sent.object("stream_options").isTrue("include_usage");
    }

    private static String streamOptions(JsonMembers sent) throws NotJson {
        JsonMembers options = sent.object("stream_options");
        JsonObjectBytes ours = new JsonObjectBytes();
        for (String name : options.names()) {
            if (!name.equals("include_usage")) {
                ours.raw(name, options.sent(name));
            }
        }
        return ours.bool("include_usage", true).json();
    }

    private static Optional<Integer> limit(Effect.StartAttempt start) {
        Integer most = start.maxTokens();
        return most != null ? Optional.of(most) : Optional.ofNullable(start.task().maxTokens());
    }

    private static String limitName(JsonMembers sent) {
        return sent.value("max_completion_tokens").isPresent()
                ? "max_completion_tokens"
                : "max_tokens";
    }
}
