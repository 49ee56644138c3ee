package org.llamaorch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person sees of a stream, and how a lost one is gone on with. */
class TaskFollowerTest {

    private static final String STARTED =
            "id: 0\nevent: started\ndata: {\"queue_position\":2,\"predicted_start_ms\":1500}\n\n";
    private static final String TOKENS =
            "id: 1\nevent: token\ndata: {\"t\":\"Grüße\",\"i\":0}\n\n:\n\n"
                    + "id: 2\nevent: token\ndata: {\"t\":\" 🦙\",\"i\":1}\n\n";
    private static final String END =
            "id: 3\nevent: end\ndata: {\"tokens_out\":2,\"decode_time_ms\":500,\"finish_reason\":\"stop\"}\n\n";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private ScriptedOrchestrator server;

    TaskFollowerTest() throws IOException {
        server = new ScriptedOrchestrator();
    }

    @BeforeEach
    void start() {
        assertThat(server.client().answers()).isTrue();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int follow(boolean json) throws InterruptedException {
        PrintStream stdout = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream stderr = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new TaskFollower(server.client(), json, stdout, new StatusLine(stderr, false))
                .follow("t", null);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String told() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void textGoesToOutAndTheFiguresToErr() throws InterruptedException {
        server.then(200, STARTED + TOKENS + END);

        assertThat(follow(false)).isEqualTo(ExitCode.OK);
        assertThat(said()).isEqualTo("Grüße 🦙" + System.lineSeparator());
        assertThat(told()).containsPattern("2 tokens, first after .*, 4\\.0 tokens/s \\(stop\\)");
    }

    @Test
    void aLostConnectionIsResumedBehindTheLastFrame() throws InterruptedException {
        server.thenBreaksOffAfter(STARTED + TOKENS).then(200, END);

        assertThat(follow(false)).isEqualTo(ExitCode.OK);
        assertThat(said()).isEqualTo("Grüße 🦙" + System.lineSeparator());
        assertThat(server.asked).last().asString().endsWith("after 2");
    }

    @Test
    void aFailedTaskIsToldWithItsCodeAndHint() throws InterruptedException {
        server.then(
                200,
                STARTED
                        + "id: 1\nevent: error\ndata: {\"code\":\"POOL_UNAVAILABLE\",\"message\":\"no pool\",\"hint\":\"look at the pools\"}\n\n");

        assertThat(follow(false)).isEqualTo(ExitCode.TASK_FAILED);
        assertThat(told()).contains("POOL_UNAVAILABLE: no pool", "[look at the pools]");
    }

    @Test
    void nothingLeftToReadIsNoError() throws InterruptedException {
        server.then(204, "");

        assertThat(follow(false)).isEqualTo(ExitCode.OK);
        assertThat(told()).contains("has ended");
    }

    @Test
    void anUnknownTaskIsARefusal() {
        server.then(404, "{\"code\":\"TASK_NOT_FOUND\",\"message\":\"No such task.\"}");

        assertThatThrownBy(() -> follow(false))
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.REFUSED))
                .hasMessageContaining("TASK_NOT_FOUND");
    }

    @Test
    void nobodyThereIsSaidWithWhatToDo() {
        OrchestratorClient nobody = server.client();
        server.close();

        assertThatThrownBy(() -> nobody.get("/v2/tasks"))
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.UNREACHABLE))
                .hasMessageContaining("llama-orch up");
    }

    @Test
    void jsonIsOneFrameALine() throws InterruptedException {
        server.then(200, STARTED + TOKENS + END);

        assertThat(follow(true)).isEqualTo(ExitCode.OK);
        assertThat(said().lines().map(line -> Json.MAPPER.readTree(line).path("event").asString()))
                .containsExactly("started", "token", "token", "end");
        assertThat(told()).isEmpty();
    }

    @Test
    void whileQueuedThePlaceAndTheStartAreShownOnce() throws InterruptedException {
        String queued =
                "event: metrics\ndata: {\"state\":\"queued\",\"queue_position\":2,\"predicted_start_ms\":1500}\n\n";
        server.then(200, STARTED + queued + queued + TOKENS + END);

        follow(false);

        assertThat(told().lines().filter(line -> line.contains("2 before it"))).hasSize(1);
        assertThat(told()).contains("starts in about 1.5 s");
    }

    @Test
    void aPreparationIsShownWithItsBytes() throws InterruptedException {
        server.then(
                200,
                STARTED
                        + "event: metrics\ndata: {\"state\":\"queued\",\"prep\":{\"model:m\":{\"status\":\"running\",\"human\":\"download the model\",\"bytes_total\":200000000,\"bytes_done\":50000000}}}\n\n"
                        + TOKENS
                        + END);

        follow(false);

        assertThat(told()).contains("download the model [######------------------] 25 % of 200 MB");
    }
}
