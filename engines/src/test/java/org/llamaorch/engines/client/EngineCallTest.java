package org.llamaorch.engines.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.FinishReason;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.task.AttemptEnding;
import org.llamaorch.engines.FaultControl;
import org.llamaorch.engines.RecordingSink;
import org.llamaorch.engines.Starts;
import org.llamaorch.engines.fault.FaultEngine;
import org.llamaorch.engines.fault.FaultOptions;

final class EngineCallTest {

    private final FaultEngine engine = FaultEngine.start(FaultOptions.slots(1));
    private final FaultControl control = new FaultControl(engine.url());
    private final ClientLoop loop = new ClientLoop(ClientLoop.quick());

    @AfterEach
    void close() {
        loop.close();
        engine.close();
    }

    private ClientLoop.Attempt prompt(String script) {
        return loop.start(Starts.prompt(engine.url(), "fault: " + script + ";"));
    }

    private static void awaitTokens(ClientLoop.Attempt attempt, long tokens) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ClientLoop.PATIENCE_MS);
        while (attempt.sink.tokens() < tokens) {
            assertThat(System.nanoTime()).as("tokens came in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void completesWithTheEnginesFiguresAfterSealing() {
        ClientLoop.Attempt attempt = prompt("tokens=5 first=20 delay=2 text=ab");
        AttemptEnding.Completed completed = (AttemptEnding.Completed) attempt.await();
        assertThat(attempt.sink.texts()).containsExactly("ab", "ab", "ab", "ab", "ab");
        assertThat(attempt.sink.flushed()).as("told to readers").isEqualTo(5);
        assertThat(attempt.sink.frames()).allMatch(frame -> frame.delta().isEmpty());
        assertThat(attempt.sink.sealed()).isTrue();
        assertThat(attempt.firstTokens).hasValue(1);
        assertThat(attempt.endings).hasValue(1);
        assertThat(completed.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(completed.tokensOut()).isEqualTo(5);
        assertThat(completed.tokensIn()).isPositive();
        assertThat(completed.prefillMs()).isEqualTo(20);
        assertThat(completed.decodeMs()).isBetween(7L, 2_000L);
        assertThat(completed.streamDigest()).isEqualTo("digest of ababababab");
    }

    @Test
    void theLimitOfTheAttemptReachesTheEngine() {
        AttemptEnding ending =
                loop.run(Starts.prompt(engine.url(), "fault: tokens=50;").maxTokens(3));
        assertThat(ending)
                .isInstanceOfSatisfying(
                        AttemptEnding.Completed.class,
                        completed -> {
                            assertThat(completed.finishReason()).isEqualTo(FinishReason.LENGTH);
                            assertThat(completed.tokensOut()).isEqualTo(3);
                        });
    }

    @Test
    void theSameSeedGivesTheSameTextAndAnotherAnother() {
        ClientLoop.Attempt first = loop.start(Starts.prompt(engine.url(), "a").seed(1));
        first.await();
        ClientLoop.Attempt again = loop.start(Starts.prompt(engine.url(), "a").seed(1));
        again.await();
        ClientLoop.Attempt other = loop.start(Starts.prompt(engine.url(), "a").seed(2));
        other.await();
        assertThat(again.sink.text()).isEqualTo(first.sink.text());
        assertThat(other.sink.text()).isNotEqualTo(first.sink.text());
    }

    @Test
    void bytesSplitAnywhereGiveTheSameTokens() {
        ClientLoop.Attempt whole =
                loop.start(Starts.prompt(engine.url(), "fault: tokens=40;").seed(7));
        whole.await();
        String splitPrompt = "fault: tokens=40 split=3;";
        ClientLoop.Attempt split = loop.start(Starts.prompt(engine.url(), splitPrompt).seed(7));
        assertThat(split.await()).isInstanceOf(AttemptEnding.Completed.class);
        assertThat(split.sink.tokens()).isEqualTo(whole.sink.tokens());
        assertThat(split.sink.texts()).noneMatch(text -> text.contains("\uFFFD"));
    }

    @Test
    void streamsGoPastTheCodec() {
        assertThat(loop.goesPastTheCodec(engine.url())).isTrue();
    }

    @Test
    void halfACharacterNeverLeaves() {
        ClientLoop.Attempt raw = prompt("tokens=4 half=1 text=x");
        raw.await();
        assertThat(raw.sink.texts()).containsExactly("x", "😀", "x");
        ClientLoop.Attempt escaped = prompt("tokens=4 surrogate=1 text=x");
        escaped.await();
        assertThat(escaped.sink.texts()).containsExactly("x", "\\ud83d\\ude00", "x");
        ClientLoop.Attempt invalid = prompt("tokens=3 invalid=1 text=z");
        invalid.await();
        assertThat(invalid.sink.texts()).containsExactly("z", "x\uFFFD\uFFFDy", "z");
    }

    @Test
    void stoppingClosesTheConnectionAtOnceAndTheEngineSeesIt() {
        ClientLoop.Attempt attempt = prompt("tokens=100000 delay=1");
        awaitTokens(attempt, 3);
        long beforeMs = System.currentTimeMillis();
        loop.stop(attempt);
        assertThat(attempt.await()).isEqualTo(new AttemptEnding.Stopped());
        var stats = control.awaitStats(seen -> seen.path("aborted").asInt() == 1);
        assertThat(stats.path("last_abort_at_ms").asLong() - beforeMs).isBetween(0L, 250L);
        assertThat(stats.path("running").asInt()).isZero();
        assertThat(attempt.endings).hasValue(1);
        assertThat(loop.calls()).isZero();
    }

    @Test
    void stoppingReachesAnEngineThatHasSentNothing() {
        ClientLoop.Attempt attempt = prompt("hang=1");
        control.awaitStats(seen -> seen.path("running").asInt() == 1);
        loop.stop(attempt);
        assertThat(attempt.await()).isEqualTo(new AttemptEnding.Stopped());
        control.awaitStats(seen -> seen.path("aborted").asInt() == 1);
    }

    @Test
    void aRequestWithoutASlotWaitsAndIsDroppedWhenItLeaves() {
        ClientLoop.Attempt running = prompt("tokens=100000 delay=1");
        awaitTokens(running, 1);
        ClientLoop.Attempt waiting = prompt("tokens=2");
        control.awaitStats(seen -> seen.path("waiting").asInt() == 1);
        assertThat(control.get("/slots").get(0).path("is_processing").asBoolean()).isTrue();
        loop.stop(waiting);
        control.awaitStats(seen -> seen.path("waiting").asInt() == 0);
        assertThat(waiting.sink.tokens()).isZero();
        ClientLoop.Attempt next = prompt("tokens=2");
        control.awaitStats(seen -> seen.path("waiting").asInt() == 1);
        loop.stop(running);
        assertThat(next.await()).isInstanceOf(AttemptEnding.Completed.class);
    }

    @Test
    void aSealHeldByOthersStopsTheEngine() {
        ClientLoop.Attempt attempt = prompt("tokens=100000 delay=1");
        awaitTokens(attempt, 2);
        attempt.sink.sealByOthers();
        assertThat(attempt.await()).isEqualTo(new AttemptEnding.Stopped());
        control.awaitStats(seen -> seen.path("aborted").asInt() == 1);
    }

    @Test
    void anEndThatFindsTheSealTakenIsAStop() {
        RecordingSink[] taken = new RecordingSink[1];
        ClientLoop.Attempt attempt = prompt("hang=1");
        taken[0] = attempt.sink;
        taken[0].sealByOthers();
        loop.stop(attempt);
        ClientLoop.Attempt silent =
                loop.start(Starts.prompt(engine.url(), "fault: hang=1;").idleTimeoutMs(60));
        silent.sink.sealByOthers();
        assertThat(silent.await()).isEqualTo(new AttemptEnding.Stopped());
    }

    @Test
    void silenceBeforeTheHeadersTimesOut() {
        ClientLoop.Attempt attempt =
                loop.start(Starts.prompt(engine.url(), "fault: hang=1;").idleTimeoutMs(60));
        assertThat(attempt.await())
                .isInstanceOfSatisfying(
                        AttemptEnding.TimedOut.class,
                        timedOut -> assertThat(timedOut.tokensOut()).isZero());
        assertThat(attempt.sink.sealed()).isTrue();
        control.awaitStats(seen -> seen.path("aborted").asInt() == 1);
    }

    @Test
    void silenceInTheMiddleTimesOutFromTheLastByte() {
        ClientLoop.Attempt attempt =
                loop.start(
                        Starts.prompt(engine.url(), "fault: stall=6 delay=30;").idleTimeoutMs(150));
        assertThat(attempt.await())
                .isInstanceOfSatisfying(
                        AttemptEnding.TimedOut.class,
                        timedOut -> assertThat(timedOut.tokensOut()).isEqualTo(6));
    }

    @Test
    void brokenStreamsAreFaultsAndKnowWhetherATokenWasSent() {
        assertThat(prompt("reset=0").await())
                .isInstanceOfSatisfying(
                        AttemptEnding.Faulted.class,
                        faulted -> assertThat(faulted.afterFirstToken()).isFalse());
        for (String script : new String[] {"reset=3", "cut=3", "garbage=3", "error=3"}) {
            ClientLoop.Attempt attempt = prompt(script + " delay=1");
            assertThat(attempt.await())
                    .as(script)
                    .isInstanceOfSatisfying(
                            AttemptEnding.Faulted.class,
                            faulted -> {
                                assertThat(faulted.afterFirstToken()).isTrue();
                                assertThat(faulted.tokensOut()).isEqualTo(3);
                                assertThat(faulted.httpStatus()).isZero();
                            });
            assertThat(attempt.sink.sealed()).as(script).isTrue();
        }
    }

    @Test
    void aFaultBeforeTheFirstTokenLeavesTheStreamOpen() {
        for (String script : new String[] {"reset=0", "cut=0", "garbage=0", "status=500"}) {
            ClientLoop.Attempt attempt = prompt(script);
            assertThat(attempt.await()).as(script).isInstanceOf(AttemptEnding.Faulted.class);
            assertThat(attempt.sink.sealed()).as(script).isFalse();
            assertThat(attempt.firstTokens).hasValue(0);
        }
    }

    @Test
    void theDeathOfTheEngineIsAFault() {
        ClientLoop.Attempt attempt = prompt("die=2 delay=1");
        assertThat(attempt.await()).isInstanceOf(AttemptEnding.Faulted.class);
        AttemptEnding after = prompt("tokens=1").await();
        assertThat(after)
                .isInstanceOfSatisfying(
                        AttemptEnding.Faulted.class,
                        faulted -> assertThat(faulted.cause()).contains("connect"));
    }

    @Test
    void refusalsAreToldApart() {
        assertThat(prompt("status=400").await())
                .isEqualTo(new AttemptEnding.Rejected("asked to refuse"));
        assertThat(prompt("status=422").await()).isInstanceOf(AttemptEnding.Rejected.class);
        for (int status : new int[] {401, 403, 404, 501}) {
            assertThat(prompt("status=" + status).await())
                    .isEqualTo(new AttemptEnding.Misconfigured(status, "asked to refuse"));
        }
        assertThat(prompt("status=429").await()).isEqualTo(new AttemptEnding.EngineFull(40));
        assertThat(prompt("status=429 retry_after=7").await())
                .isEqualTo(new AttemptEnding.EngineFull(7_000));
        assertThat(prompt("status=503 retry_after=2").await())
                .isEqualTo(new AttemptEnding.EngineFull(2_000));
        assertThat(prompt("status=503").await())
                .isEqualTo(new AttemptEnding.Faulted("the engine answered 503", 503, false, 0));
    }

    @Test
    void aLoadingLlamaCppRestsALittle() {
        control.post("/fault/health", "{\"state\":\"loading\"}");
        assertThat(prompt("tokens=1").await()).isEqualTo(new AttemptEnding.EngineFull(30));
    }

    @Test
    void aRefusalThatClosesTheHistorySealsItFirst() {
        ClientLoop.Attempt rejected = prompt("status=400");
        rejected.await();
        assertThat(rejected.sink.sealed()).isTrue();
        ClientLoop.Attempt full = prompt("status=429");
        full.await();
        assertThat(full.sink.sealed()).isFalse();
    }

    @Test
    void somethingThatIsNoEventStreamIsAFault() throws IOException {
        HttpServer page =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        page.createContext("/", EngineCallTest::answerWithAPage);
        page.start();
        try {
            String url = "http://127.0.0.1:" + page.getAddress().getPort();
            assertThat(loop.run(Starts.prompt(url, "x")))
                    .isEqualTo(
                            new AttemptEnding.Faulted(
                                    "the engine answered no event stream", 0, false, 0));
        } finally {
            page.stop(0);
        }
        assertThat(loop.run(Starts.prompt("not a url", "x")))
                .isInstanceOf(AttemptEnding.Faulted.class);
    }

    private static void answerWithAPage(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/html");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            body.write("<p>hello".getBytes(StandardCharsets.UTF_8));
        }
    }

    /** An attempt ends with the engine's word, a moment before its answer does. */
    private void awaitFreeConnection() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ClientLoop.PATIENCE_MS);
        while (loop.calls() > 0) {
            assertThat(System.nanoTime()).as("the answer closed in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void connectionsAreUsedAgain() {
        for (int i = 0; i < 5; i++) {
            assertThat(
                            loop.run(
                                    Starts.prompt(engine.url(), "fault: tokens=2;")
                                            .engine(EngineKind.OPENAI)))
                    .isInstanceOf(AttemptEnding.Completed.class);
            awaitFreeConnection();
        }
        assertThat(control.stats().path("completed").asInt()).isEqualTo(5);
        assertThat(control.stats().path("connections").asInt()).isEqualTo(1);
        assertThat(control.stats().path("aborted").asInt()).isZero();
    }

    @Test
    void aConnectionThatTheEngineClosedBehindItsAnswerIsNoFault() {
        for (EngineKind kind : new EngineKind[] {EngineKind.OPENAI, EngineKind.LLAMACPP}) {
            for (int i = 0; i < 40; i++) {
                assertThat(
                                loop.run(
                                        Starts.prompt(engine.url(), "fault: tokens=1 close=1;")
                                                .engine(kind)))
                        .isInstanceOf(AttemptEnding.Completed.class);
            }
        }
    }

    @Test
    void theOpenAiProtocolIsSpokenToo() {
        ClientLoop.Attempt attempt =
                loop.start(
                        Starts.prompt(engine.url(), "fault: tokens=3 text=ok;")
                                .engine(EngineKind.OPENAI));
        assertThat(attempt.await())
                .isInstanceOfSatisfying(
                        AttemptEnding.Completed.class,
                        completed -> assertThat(completed.tokensOut()).isEqualTo(3));
        assertThat(attempt.sink.texts()).containsExactly("ok", "ok", "ok");
        assertThat(control.lastBody().path("model").asString()).isEqualTo("served");
    }

    @Test
    void anAnswerAsAWholeIsTheResultOfTheAttempt() {
        try (FaultEngine embedder = embedder()) {
            AttemptEnding.Completed completed =
                    (AttemptEnding.Completed)
                            loop.run(
                                    Starts.task(embedder.url(), "{\"inputs\":[\"one two\"]}")
                                            .workload(Workload.EMBEDDING));
            assertThat(completed.resultJson()).contains("\"embedding\":[");
            assertThat(completed.tokensIn()).isEqualTo(3);
            assertThat(completed.tokensOut()).isZero();
        }
    }

    @Test
    void anAnswerBeyondTheLimitIsRefusedWithAdvice() {
        try (FaultEngine embedder = embedder()) {
            String inputs = String.join(",", Collections.nCopies(200, "\"a\""));
            AttemptEnding ending =
                    loop.run(
                            Starts.task(embedder.url(), "{\"inputs\":[" + inputs + "]}")
                                    .workload(Workload.EMBEDDING));
            assertThat(ending)
                    .isInstanceOfSatisfying(
                            AttemptEnding.Rejected.class,
                            rejected -> assertThat(rejected.message()).contains("fewer inputs"));
        }
    }

    private static FaultEngine embedder() {
        return FaultEngine.start(
                new FaultOptions(
                        "127.0.0.1", 0, 1, 512, "e", 0, 0, List.of(), FaultOptions.Mode.EMBEDDING));
    }
}
