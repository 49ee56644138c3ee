package org.llamaorch.orchestrator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.core.scheduler.Notice;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** ORCH-3300, ORCH-3305, B-OBS-020 to 024. */
@Isolated("The log is the whole program's.")
class NarratorTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Notice> notices() {
        return Samples.allNotices().stream();
    }

    @ParameterizedTest
    @MethodSource("notices")
    @Tag("ORCH-3305")
    void saysAShortSentenceInThePresentTenseWithoutIdentifiers(Notice notice) {
        ForPeople.check(Sentences.of(notice));
    }

    @Test
    void everyKindOfNoticeIsAmongThem() {
        assertThat(Samples.allNotices())
                .extracting(Object::getClass)
                .containsAll(List.of(Notice.class.getPermittedSubclasses()));
    }

    @ParameterizedTest
    @MethodSource("narrators")
    @Tag("ORCH-3300")
    @Tag("ORCH-3305")
    void everythingElseItTellsIsSuchASentenceBesideItsFields(Narrator narrator) {
        Map<String, Consumer<Narrator>> all = Narrations.all();
        assertThat(all.keySet()).isEqualTo(narrations());
        all.forEach((name, telling) -> {
            List<JsonNode> records = records(() -> telling.accept(narrator));
            assertThat(records).as(name).isNotEmpty();
            for (JsonNode record : records) {
                for (String field : List.of("actor", "action", "target")) {
                    assertThat(record.path(field).stringValue("")).as(name).isNotBlank();
                }
                ForPeople.check(record.path("human").stringValue(""));
            }
        });
    }

    static Stream<Narrator> narrators() {
        return Stream.of(
                new Narrator(UnaryOperator.identity()),
                Narrator.ofPoolManager(UnaryOperator.identity()));
    }

    /** What it can tell, beside notices. */
    private static Set<String> narrations() {
        return Arrays.stream(Narrator.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> method.getReturnType() == void.class)
                .map(Method::getName)
                .filter(name -> !name.equals("tell"))
                .collect(Collectors.toSet());
    }

    @Test
    void everyNoticeIsARecordWithActorActionTargetAndSentence() {
        List<JsonNode> records = told(narrator -> Samples.allNotices().forEach(narrator::tell));
        assertThat(records)
                .hasSize(
                        (int)
                                Samples.allNotices().stream()
                                        .filter(n -> !(n instanceof Notice.NoCapacity))
                                        .count());
        for (JsonNode record : records) {
            for (String field : List.of("ts", "level", "actor", "action", "target", "human")) {
                assertThat(record.path(field).stringValue("")).as(field).isNotBlank();
            }
            assertThat(record.path("emitted_by").stringValue("")).isEqualTo("orchestratord");
            assertThat(record.toString()).doesNotContain(Samples.PROMPT);
        }
    }

    @Test
    void namesTheTaskItsCallerAndItsPlaceInFields() {
        JsonNode admitted =
                told(n -> n.tell(new Notice.Admitted(Samples.task(), Samples.admitted(false))))
                        .getFirst();
        assertThat(admitted.path("correlation_id").stringValue()).isEqualTo("correlation-green");
        assertThat(admitted.path("identity").stringValue()).isEqualTo("localhost");
        assertThat(admitted.path("task_id").stringValue()).isEqualTo(Samples.TASK_ID);
        assertThat(admitted.path("session_id").stringValue()).isEqualTo("session-red");
        assertThat(admitted.path("pool_id").stringValue()).isEqualTo("pool-blue");
        assertThat(admitted.path("queue_position").intValue()).isEqualTo(3);
        assertThat(admitted.path("predicted_start_ms").intValue()).isEqualTo(1_234);

        JsonNode ended = told(n -> n.tell(Samples.ended(Samples.end(), null))).getFirst();
        assertThat(ended.path("action").stringValue()).isEqualTo("stream_end");
        assertThat(ended.path("engine").stringValue()).isEqualTo("llamacpp");
        assertThat(ended.path("engine_version").stringValue()).isEqualTo("b6000");
        assertThat(ended.path("replica_id").stringValue()).isEqualTo("local/pool-blue/r7");
        assertThat(ended.path("tokens_in").intValue()).isEqualTo(12);
        assertThat(ended.path("tokens_out").intValue()).isEqualTo(40);
        assertThat(ended.path("decode_time_ms").intValue()).isEqualTo(1_100);
        assertThat(ended.path("kv_warmth").booleanValue()).isTrue();

        JsonNode canceled =
                told(n ->
                                n.tell(
                                        Samples.ended(
                                                Samples.failure(
                                                        Outcome.CANCELED, ErrorCode.CANCELED),
                                                CancelReason.CLIENT)))
                        .getFirst();
        assertThat(canceled.path("action").stringValue()).isEqualTo("cancel");
        assertThat(canceled.path("error_kind").stringValue()).isEqualTo("CANCELED");
    }

    @Test
    void tellsOfTheDaemonItselfAndOfItsDefects() {
        List<JsonNode> records =
                told(narrator -> {
                    narrator.startup("http://127.0.0.1:8080", "0.1.0", 1, "process", 2);
                    narrator.startupRefused(
                            "NON_LOOPBACK_WITHOUT_TOKEN", "set a key, token: sesamesesame");
                    narrator.stopping(30_000);
                    narrator.workerRegistered("c", "token:0a1b2c", "default", "r0");
                    narrator.requestFailed(
                            "c",
                            null,
                            "POST /v2/tasks",
                            new IllegalStateException("Bearer sesamesesame"));
                });
        assertThat(records)
                .extracting(r -> r.path("action").stringValue())
                .containsExactly("start", "refuse_start", "stop", "register", "fail");
        assertThat(records.getLast().path("stack").stringValue())
                .contains("IllegalStateException", "NarratorTest");
        assertThat(records.toString()).contains("****").doesNotContain("sesame");
        assertThat(records)
                .extracting(r -> r.path("human").stringValue().length())
                .allMatch(length -> length <= 100);
    }

    private static List<JsonNode> told(Consumer<Narrator> telling) {
        return records(() -> telling.accept(new Narrator(UnaryOperator.identity())));
    }

    private static List<JsonNode> records(Runnable telling) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LogSettings settings = new LogSettings(LogSettings.Format.JSON, false, Level.INFO, 100_000);
        try (Logs _ = Logs.start(settings, out)) {
            telling.run();
        }
        return out.toString(StandardCharsets.UTF_8).lines().map(JSON::readTree).toList();
    }
}
