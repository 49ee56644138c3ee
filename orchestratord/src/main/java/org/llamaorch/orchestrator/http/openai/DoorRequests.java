package org.llamaorch.orchestrator.http.openai;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Determinism;
import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.KvHint;
import org.llamaorch.contracts.PlacementRequest;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.task.JsonBody;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.orchestrator.http.json.CanonicalJson;
import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.http.json.Members;
import org.llamaorch.orchestrator.http.json.StrictJson;
import org.llamaorch.orchestrator.http.task.Ids;
import org.llamaorch.orchestrator.http.task.Messages;
import org.llamaorch.orchestrator.http.task.ModelRefs;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads chat and text completions, embeddings and rankings as tasks. Only what admission needs is
 * looked at; everything else reaches the engine unread (contract §2, B-OAI-004). Immutable; safe
 * from any thread.
 */
public final class DoorRequests {

    /** One more asks an engine for a random seed. */
    private static final BigDecimal SEED_MAX = BigDecimal.valueOf(4_294_967_294L);

    private static final int CHOICES_MAX = 128;
    private static final int PROMPT_TOKENS_MAX = 2_000_000;

    private final StrictJson json;
    private final Messages messages;

    public DoorRequests(StrictJson json, Messages messages) {
        this.json = json;
        this.messages = messages;
    }

    /**
     * The task that {@code body} asks for.
     *
     * @param body is kept; must not change afterwards
     * @throws InvalidMember when it is no request of this endpoint
     */
    public DoorTask read(DoorEndpoint endpoint, byte[] body, DoorHead head) {
        ObjectNode object = json.object(body);
        String digest = CanonicalJson.sha256(body);
        Members request = new Members(object, "");
        String model = ModelRefs.read(request, "model");
        int prompts = checkedPrompts(endpoint, request);
        boolean decodes = endpoint.workload() == Workload.COMPLETION;
        boolean stream = decodes && Boolean.TRUE.equals(request.flag("stream"));
        int choices = 1;
        if (decodes) {
            request.object("stream_options");
            choices = Math.multiplyExact(prompts, choices(request));
        }
        TaskSpec spec =
                new TaskSpec(
                        Ids.made(),
                        head.origin().idempotencyKey(),
                        head.origin().caller().name(),
                        head.sessionId() == null ? Ids.made() : head.sessionId(),
                        head.origin().correlationId(),
                        head.origin().trace(),
                        Door.OPENAI,
                        endpoint.taskEndpoint(),
                        model,
                        null,
                        endpoint.workload(),
                        0,
                        head.origin().caller().within(head.priority()),
                        decodes ? maxTokens(request) : null,
                        head.deadlineMs(),
                        null,
                        decodes ? seed(request) : null,
                        Determinism.BEST_EFFORT,
                        KvHint.REUSE,
                        choices,
                        body.length,
                        true,
                        head.disconnectGraceMs(),
                        PlacementRequest.AUTO,
                        head.origin().trustedOnly(),
                        digest,
                        JsonBody.of(body));
        return new DoorTask(spec, stream);
    }

    /** How many answers the input asks for, once it is what the endpoint takes. */
    private int checkedPrompts(DoorEndpoint endpoint, Members request) {
        return switch (endpoint) {
            case CHAT -> {
                messages.check(request);
                yield 1;
            }
            case COMPLETION -> prompts(request);
            case EMBEDDING -> {
                InputMembers.checkEmbedding(request);
                yield 1;
            }
            case RERANK -> {
                InputMembers.checkRanking(request);
                yield 1;
            }
        };
    }

    /** How many prompts there are: a string or a list of tokens is one, a list of those is many. */
    private static int prompts(Members request) {
        JsonNode prompt = request.value("prompt");
        if (prompt == null) {
            throw new InvalidMember(request.at("prompt"), "prompt is required: send a string.");
        }
        if (prompt.isString()) {
            return 1;
        }
        ArrayNode list = prompt.isArray() ? request.array("prompt", PROMPT_TOKENS_MAX) : null;
        if (list == null || list.isEmpty()) {
            throw new InvalidMember(
                    request.at("prompt"), "prompt must be a string, or a list that is not empty.");
        }
        if (list.get(0).isIntegralNumber()) {
            return 1;
        }
        if (list.size() > CHOICES_MAX) {
            throw new InvalidMember(
                    request.at("prompt"), "prompt may hold at most " + CHOICES_MAX + " prompts.");
        }
        return list.size();
    }

    private static int choices(Members request) {
        Long n = request.integer("n", 1, CHOICES_MAX);
        Long bestOf = request.integer("best_of", 1, CHOICES_MAX);
        return (int) Math.max(n == null ? 1 : n, bestOf == null ? 1 : bestOf);
    }

    private static @Nullable Integer maxTokens(Members request) {
        Long asked = request.integer("max_tokens", 1, Integer.MAX_VALUE);
        Long completion = request.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
        Long bound = completion != null ? completion : asked;
        return bound == null ? null : bound.intValue();
    }

    /** A seed that we cannot keep stays in the body, for the engine to judge. */
    private static @Nullable Long seed(Members request) {
        BigDecimal seed = request.wholeNumber("seed");
        return seed == null || seed.signum() < 0 || seed.compareTo(SEED_MAX) > 0
                ? null
                : Long.valueOf(seed.longValueExact());
    }
}
