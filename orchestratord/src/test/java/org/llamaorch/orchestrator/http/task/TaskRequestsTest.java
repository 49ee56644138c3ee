package org.llamaorch.orchestrator.http.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamaorch.contracts.Determinism;
import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.KvHint;
import org.llamaorch.contracts.PlacementMode;
import org.llamaorch.contracts.PlacementRequest;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.Scope;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.core.task.TraceContext;
import org.llamaorch.orchestrator.http.auth.Caller;
import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.http.json.JsonLimits;
import org.llamaorch.orchestrator.http.json.StrictJson;

/** Every member of a TaskRequest, right and wrong (contract §2). */
final class TaskRequestsTest {
    private final TaskRequests requests =
            new TaskRequests(new StrictJson(JsonLimits.defaults()), new Messages(false));

    private TaskSpec read(String json) {
        return requests.read(
                json.getBytes(StandardCharsets.UTF_8),
                new TaskOrigin(Caller.localhost(), "corr", TraceContext.NONE, null, false));
    }

    private TaskSpec with(String member) {
        return read("{\"model_ref\":\"m\",\"prompt\":\"p\"," + member + "}");
    }

    private InvalidMember refusal(String json) {
        Throwable thrown = catchThrowable(() -> read(json));
        assertThat(thrown).as(json).isInstanceOf(InvalidMember.class);
        return (InvalidMember) thrown;
    }

    private InvalidMember refusalWith(String member) {
        return refusal("{\"model_ref\":\"m\",\"prompt\":\"p\"," + member + "}");
    }

    @Test
    void fillsInEveryDefault() {
        TaskSpec task = read("{\"model_ref\":\"m\",\"prompt\":\"pö\"}");

        assertThat(task.taskId()).hasSize(36);
        assertThat(task.sessionId()).hasSize(36).isNotEqualTo(task.taskId());
        assertThat(task.caller()).isEqualTo("localhost");
        assertThat(task.correlationId()).isEqualTo("corr");
        assertThat(task.door()).isEqualTo(Door.V2);
        assertThat(task.endpoint()).isEqualTo("task");
        assertThat(task.engine()).isNull();
        assertThat(task.workload()).isEqualTo(Workload.COMPLETION);
        assertThat(task.ctx()).isZero();
        assertThat(task.priority()).isEqualTo(Priority.INTERACTIVE);
        assertThat(task.maxTokens()).isNull();
        assertThat(task.deadlineMs()).isNull();
        assertThat(task.expectedTokens()).isNull();
        assertThat(task.seed()).isNull();
        assertThat(task.determinism()).isEqualTo(Determinism.BEST_EFFORT);
        assertThat(task.kvHint()).isEqualTo(KvHint.REUSE);
        assertThat(task.choices()).isEqualTo(1);
        assertThat(task.promptTokensBound()).isEqualTo(4);
        assertThat(task.cancelOnDisconnect()).isFalse();
        assertThat(task.disconnectGraceMs()).isZero();
        assertThat(task.placement()).isEqualTo(PlacementRequest.AUTO);
    }

    @Test
    void nullIsTheSameAsAbsentAndUnknownMembersAreIgnored() {
        TaskSpec task =
                with(
                        "\"task_id\":null,\"ctx\":null,\"priority\":null,\"sampling\":null,"
                                + "\"placement\":null,\"messages\":null,\"deadline_ms\":null,"
                                + "\"whatever\":{\"deep\":[1]}");

        assertThat(task.ctx()).isZero();
        assertThat(task.placement()).isEqualTo(PlacementRequest.AUTO);
    }

    @Test
    void takesEveryMember() {
        TaskSpec task =
                read(
                        """
                        {"model_ref": "demo:x", "messages": [{"role": "user", "content": "hi"}],
                         "task_id": "t.1", "session_id": "s:1", "workload": "completion",
                         "engine": "llamacpp", "ctx": 4096, "priority": "batch", "max_tokens": 3e0,
                         "deadline_ms": 1000.0, "seed": 4294967294, "determinism": "strict",
                         "sampler_profile_version": "v1", "expected_tokens": 12, "kv_hint": "cold",
                         "output_mode": "poem",
                         "sampling": {"temperature": 0, "top_p": 0.9, "top_k": 40, "min_p": 0.05,
                           "repeat_penalty": 1.1, "stop": ["\\n"], "json_schema": {}},
                         "cancel_on_disconnect": true, "disconnect_grace_ms": 5,
                         "placement": {"mode": "prefer", "prefer_pools": ["a", "b"],
                           "avoid_pools": ["c"], "require_device_mask": "0,1",
                           "allow_fallback": false}}
                        """);

        assertThat(task.taskId()).isEqualTo("t.1");
        assertThat(task.sessionId()).isEqualTo("s:1");
        assertThat(task.engine()).isEqualTo(EngineKind.LLAMACPP);
        assertThat(task.ctx()).isEqualTo(4096);
        assertThat(task.priority()).isEqualTo(Priority.BATCH);
        assertThat(task.maxTokens()).isEqualTo(3);
        assertThat(task.deadlineMs()).isEqualTo(1000);
        assertThat(task.seed()).isEqualTo(4294967294L);
        assertThat(task.determinism()).isEqualTo(Determinism.STRICT);
        assertThat(task.expectedTokens()).isEqualTo(12);
        assertThat(task.kvHint()).isEqualTo(KvHint.COLD);
        assertThat(task.cancelOnDisconnect()).isTrue();
        assertThat(task.disconnectGraceMs()).isEqualTo(5);
        assertThat(task.placement().mode()).isEqualTo(PlacementMode.PREFER);
        assertThat(task.placement().preferPools()).containsExactly("a", "b");
        assertThat(task.placement().avoidPools()).containsExactly("c");
        assertThat(task.placement().requireDeviceMask()).isEqualTo("0,1");
        assertThat(task.placement().allowFallback()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"ctx\": -1 | /ctx",
                "\"ctx\": 1.5 | /ctx",
                "\"ctx\": \"1\" | /ctx",
                "\"ctx\": 99999999999999999999999 | /ctx",
                "\"ctx\": 1e300 | /ctx",
                "\"ctx\": 1e999 | /ctx",
                "\"ctx\": [1] | /ctx",
                "\"max_tokens\": 0 | /max_tokens",
                "\"max_tokens\": -5 | /max_tokens",
                "\"max_tokens\": true | /max_tokens",
                "\"max_tokens\": 2147483648 | /max_tokens",
                "\"seed\": -1 | /seed",
                "\"seed\": 4294967295 | /seed",
                "\"deadline_ms\": 0.5 | /deadline_ms",
                "\"deadline_ms\": \"soon\" | /deadline_ms",
                "\"deadline_ms\": 1e17 | /deadline_ms",
                "\"expected_tokens\": -1 | /expected_tokens",
                "\"workload\": \"dream\" | /workload",
                "\"workload\": 1 | /workload",
                "\"engine\": \"LLAMACPP\" | /engine",
                "\"priority\": \"urgent\" | /priority",
                "\"determinism\": \"maybe\" | /determinism",
                "\"kv_hint\": {} | /kv_hint",
                "\"output_mode\": 1 | /output_mode",
                "\"cancel_on_disconnect\": \"true\" | /cancel_on_disconnect",
                "\"cancel_on_disconnect\": 1 | /cancel_on_disconnect",
                "\"disconnect_grace_ms\": -1 | /disconnect_grace_ms",
                "\"sampling\": [] | /sampling",
                "\"sampling\": {\"temperature\": -0.1} | /sampling/temperature",
                "\"sampling\": {\"temperature\": \"hot\"} | /sampling/temperature",
                "\"sampling\": {\"top_p\": 1.1} | /sampling/top_p",
                "\"sampling\": {\"top_k\": 0.5} | /sampling/top_k",
                "\"sampling\": {\"stop\": \"x\"} | /sampling/stop",
                "\"sampling\": {\"stop\": [\"a\", 1]} | /sampling/stop/1",
                "\"sampling\": {\"stop\": [\"\"]} | /sampling/stop/0",
                "\"sampling\": {\"grammar\": 1} | /sampling/grammar",
                "\"sampling\": {\"json_schema\": \"x\"} | /sampling/json_schema",
                "\"sampling\": {\"grammar\": \"x\", \"json_schema\": {}} | /sampling/grammar",
                "\"placement\": \"here\" | /placement",
                "\"placement\": {\"mode\": \"nail\"} | /placement/mode",
                "\"placement\": {\"mode\": \"pin\"} | /placement/pin_pool_id",
                "\"placement\": {\"mode\": \"auto\", \"pin_pool_id\": \"a\"} | /placement/pin_pool_id",
                "\"placement\": {\"mode\": \"prefer\"} | /placement/prefer_pools",
                "\"placement\": {\"prefer_pools\": [1]} | /placement/prefer_pools/0",
                "\"placement\": {\"avoid_pools\": [\"a\", \"../b\"]} | /placement/avoid_pools/1",
                "\"placement\": {\"pin_pool_id\": \"a\", \"avoid_pools\": [\"a\"]} | /placement/avoid_pools",
                "\"placement\": {\"require_device_mask\": \"0;1\"} | /placement/require_device_mask",
                "\"placement\": {\"allow_fallback\": 0} | /placement/allow_fallback",
                "\"messages\": [] | /messages",
                "\"inputs\": [\"x\"] | /inputs",
                "\"whatever\": \"\\ud800\" | /whatever",
                "\"whatever\": 1e999 | /whatever",
                "\"a~/b\": \"\\udc00\" | /a~0~1b"
            })
    void refusesAWrongMemberWithItsPointer(String member, String pointer) {
        InvalidMember refusal = refusalWith(member);

        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_PARAMS);
        assertThat(refusal.pointer()).isEqualTo(pointer);
        assertThat(refusal.text()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "-99999999999999999999"})
    void aDeadlineThatHasPassedIsUnmet(String deadline) {
        assertThat(refusalWith("\"deadline_ms\":" + deadline).code())
                .isEqualTo(ErrorCode.DEADLINE_UNMET);
    }

    @Test
    void idsAreSafeInPathsHeadersAndLogs() {
        for (String id :
                new String[] {
                    "",
                    "a/b",
                    "..",
                    "a..b",
                    ".",
                    "a b",
                    "a\\nb",
                    "ä",
                    "a\\u0000",
                    "%2e",
                    "a".repeat(129),
                    "a".repeat(10_240)
                }) {
            assertThat(refusalWith("\"task_id\":\"" + id + "\"").pointer()).isEqualTo("/task_id");
            assertThat(refusalWith("\"session_id\":\"" + id + "\"").pointer())
                    .isEqualTo("/session_id");
        }
        assertThat(refusalWith("\"task_id\":7").pointer()).isEqualTo("/task_id");
    }

    @Test
    void wantsAModelAndExactlyOneSource() {
        assertThat(refusal("{\"prompt\":\"p\"}").pointer()).isEqualTo("/model_ref");
        assertThat(refusal("{\"model_ref\":\"\",\"prompt\":\"p\"}").pointer())
                .isEqualTo("/model_ref");
        assertThat(refusal("{\"model_ref\":\"a\\nb\",\"prompt\":\"p\"}").pointer())
                .isEqualTo("/model_ref");
        assertThat(refusal("{\"model_ref\":\"m\"}").pointer()).isEqualTo("/prompt");
        assertThat(refusal("{\"model_ref\":\"m\",\"prompt\":1}").pointer()).isEqualTo("/prompt");
        assertThat(refusal("{\"model_ref\":\"m\",\"prompt\":\"p\",\"messages\":[]}").pointer())
                .isEqualTo("/messages");
    }

    @Test
    void theSourceSuitsTheWorkload() {
        assertThat(read("{\"model_ref\":\"m\",\"inputs\":[\"a\"],\"workload\":\"embedding\"}"))
                .isNotNull();
        assertThat(read("{\"model_ref\":\"m\",\"inputs\":[\"q\",\"d\"],\"workload\":\"rerank\"}"))
                .isNotNull();
        assertThat(
                        refusal("{\"model_ref\":\"m\",\"inputs\":[\"q\"],\"workload\":\"rerank\"}")
                                .pointer())
                .isEqualTo("/inputs");
        assertThat(refusal("{\"model_ref\":\"m\",\"inputs\":[\"q\"]}").pointer())
                .isEqualTo("/inputs");
        assertThat(refusalWith("\"workload\":\"rerank\"").pointer()).isEqualTo("/prompt");
    }

    @Test
    void messagesAreCheckedAndMediaComeWithTheRequest() {
        assertThat(refusal(chat("1")).pointer()).isEqualTo("/messages/0");
        assertThat(refusal(chat("{}")).pointer()).isEqualTo("/messages/0/role");
        assertThat(refusal(chat("{\"role\":\"user\",\"content\":1}")).pointer())
                .isEqualTo("/messages/0/content");
        assertThat(refusal(chat("{\"role\":\"user\",\"content\":[1]}")).pointer())
                .isEqualTo("/messages/0/content/0");
        String part =
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"%s\"}}]}";
        assertThat(refusal(chat(part.formatted("http://example.org/x.png"))).pointer())
                .isEqualTo("/messages/0/content/0/image_url/url");
        assertThat(refusal(chat(part.formatted("file:///etc/passwd"))).pointer())
                .isEqualTo("/messages/0/content/0/image_url/url");
        assertThat(read(chat(part.formatted("data:image/png;base64,AA==")))).isNotNull();
        assertThat(read(chat("{\"role\":\"assistant\",\"content\":null}"))).isNotNull();
    }

    private static String chat(String message) {
        return "{\"model_ref\":\"m\",\"messages\":[" + message + "]}";
    }

    @Test
    void aPinWithoutAModeIsAPin() {
        assertThat(with("\"placement\":{\"pin_pool_id\":\"a\"}").placement().mode())
                .isEqualTo(PlacementMode.PIN);
        assertThat(with("\"placement\":{\"prefer_pools\":[\"a\"]}").placement().mode())
                .isEqualTo(PlacementMode.PREFER);
    }

    @Test
    void aKeysCeilingLowersThePriority() {
        Caller low = new Caller("low", Set.of(Scope.DATA), Priority.BATCH, "token:000000");

        TaskSpec task =
                requests.read(
                        "{\"model_ref\":\"m\",\"prompt\":\"p\",\"priority\":\"interactive\"}"
                                .getBytes(StandardCharsets.UTF_8),
                        new TaskOrigin(low, "c", TraceContext.NONE, null, false));

        assertThat(task.priority()).isEqualTo(Priority.BATCH);
    }

    @Test
    void theDigestIsOverTheMeaningNotTheSpelling() {
        String digest = with("\"task_id\":\"t\",\"ctx\":1").bodyDigest();

        assertThat(with("\"ctx\" : 1.0, \"task_id\" : \"\\u0074\"").bodyDigest()).isEqualTo(digest);
        assertThat(with("\"task_id\":\"t\",\"ctx\":2").bodyDigest()).isNotEqualTo(digest);
    }
}
