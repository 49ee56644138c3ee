package org.llamaorch.orchestrator.http.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.core.task.TraceContext;
import org.llamaorch.orchestrator.http.auth.Caller;
import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.http.json.JsonLimits;
import org.llamaorch.orchestrator.http.json.StrictJson;
import org.llamaorch.orchestrator.http.openai.DoorEndpoint;
import org.llamaorch.orchestrator.http.openai.DoorHead;
import org.llamaorch.orchestrator.http.openai.DoorRequests;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Random mutations of good bodies: a task or a refusal with its field, never anything else. */
final class TaskRequestFuzzTest {
    private static final int ROUNDS = 30_000;
    private static final List<String> GOOD =
            List.of(
                    """
                    {"model_ref":"m","prompt":"Once upon a time","task_id":"t1","session_id":"s1","ctx":0,"priority":"batch","max_tokens":8,"deadline_ms":1000,"seed":1,"determinism":"strict","expected_tokens":4,"kv_hint":"reuse","output_mode":"text","sampling":{"temperature":0.5,"top_p":0.9,"top_k":40,"min_p":0.1,"repeat_penalty":1.1,"stop":["x"],"grammar":"root ::= x"},"cancel_on_disconnect":true,"disconnect_grace_ms":5,"placement":{"mode":"pin","pin_pool_id":"a","avoid_pools":["b"],"require_device_mask":"0","allow_fallback":true}}\
                    """,
                    """
                    {"model":"m","model_ref":"m","messages":[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image_url","image_url":{"url":"data:x"}}]}],"stream":true,"n":2,"seed":7,"max_completion_tokens":9,"stream_options":{"include_usage":true}}\
                    """,
                    """
                    {"model":"m","model_ref":"m","workload":"rerank","inputs":["q","d"],"prompt":["a",[1,2]],"best_of":3}\
                    """);
    private static final List<String> TOKENS =
            List.of(
                    "null",
                    "true",
                    "-1",
                    "0",
                    "1e999",
                    "-1e-999",
                    "1.5",
                    "99999999999999999999",
                    "NaN",
                    "\"\"",
                    "\"..\"",
                    "\"a/b\"",
                    "\"\\ud800\"",
                    "\"\\u0000\"",
                    "[]",
                    "{}",
                    "[[[[[[",
                    "}",
                    "]",
                    ",",
                    ":",
                    "\"",
                    "\\",
                    "\"prompt\":1,",
                    "\"messages\":[{}],",
                    "\"inputs\":[1],",
                    "\u00ff",
                    "\ufeff",
                    "\"pin\"",
                    "1e308",
                    "0.1e1",
                    "2147483648",
                    "{\"a\":{\"b\":[1]}}");

    private final StrictJson json = new StrictJson(JsonLimits.defaults());
    private final Messages messages = new Messages(false);
    private final TaskRequests tasks = new TaskRequests(json, messages);
    private final DoorRequests door = new DoorRequests(json, messages);

    @Test
    void everyMutationIsATaskOrARefusalWithItsField() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = mutated(random);
            String what = "seed %d, round %d: %s".formatted(seed, round, text(body));
            if (outcome(body, random.nextInt(3), what)) {
                accepted++;
            }
        }
        assertThat(accepted).as("seed %d", seed).isBetween(1, ROUNDS - 1);
    }

    private boolean outcome(byte[] body, int reader, String what) {
        TaskOrigin origin =
                new TaskOrigin(Caller.localhost(), "c", TraceContext.NONE, "key", false);
        DoorHead head = new DoorHead(origin, org.llamaorch.contracts.Priority.BATCH, null, null, 0);
        try {
            TaskSpec task =
                    switch (reader) {
                        case 0 -> tasks.read(body, origin);
                        case 1 -> door.read(DoorEndpoint.CHAT, body, head).spec();
                        default -> door.read(DoorEndpoint.COMPLETION, body, head).spec();
                    };
            assertThat(Ids.isValid(task.taskId())).as(what).isTrue();
            assertThat(Ids.isValid(task.sessionId())).as(what).isTrue();
            return true;
        } catch (InvalidMember refusal) {
            assertThat(refusal.code().httpStatus()).as(what).isEqualTo(400);
            assertThat(refusal.pointer()).as(what).matches("(/[^/]*)*");
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(what, e);
        }
    }

    private static byte[] mutated(Random random) {
        String good = GOOD.get(random.nextInt(GOOD.size()));
        if (random.nextInt(3) == 0) {
            return memberReplaced(good, random).getBytes(StandardCharsets.UTF_8);
        }
        byte[] body = good.getBytes(StandardCharsets.UTF_8);
        int mutations = random.nextInt(4);
        for (int i = 0; i < mutations && body.length > 0; i++) {
            int at = random.nextInt(body.length);
            switch (random.nextInt(5)) {
                case 0 -> body[at] = (byte) random.nextInt(256);
                case 1 -> body = Arrays.copyOf(body, at);
                case 2 -> body = spliced(body, at, 0, token(random));
                case 3 -> body = spliced(body, at, random.nextInt(8), "");
                default -> body = spliced(body, at, random.nextInt(8), token(random));
            }
        }
        return body;
    }

    private static String token(Random random) {
        return TOKENS.get(random.nextInt(TOKENS.size()));
    }

    /** Puts a random token in place of one member's value, so that the JSON mostly stays JSON. */
    private static String memberReplaced(String good, Random random) {
        JsonNode tree = new JsonMapper().readTree(good);
        List<String> names = List.copyOf(tree.propertyNames());
        String name = names.get(random.nextInt(names.size()));
        String value = tree.path(name).toString();
        return tree.toString()
                .replace("\"" + name + "\":" + value, "\"" + name + "\":" + token(random));
    }

    private static byte[] spliced(byte[] body, int at, int remove, String insert) {
        byte[] middle = insert.getBytes(StandardCharsets.UTF_8);
        int from = Math.min(body.length, at + remove);
        byte[] result = new byte[at + middle.length + body.length - from];
        System.arraycopy(body, 0, result, 0, at);
        System.arraycopy(middle, 0, result, at, middle.length);
        System.arraycopy(body, from, result, at + middle.length, body.length - from);
        return result;
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.ISO_8859_1);
    }
}
