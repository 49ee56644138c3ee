package org.llamaorch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code pools purge} says everything that the contract's purge knows (B-CP-040). */
final class PoolPurgeCommandTest {

    private static final String DONE =
            "{\"operation_id\":\"o\",\"state\":\"succeeded\",\"result\":{\"deleted\":[\"engine\"],"
                    + "\"kept\":[{\"what\":\"demo:m\",\"why\":\"A pool serves it.\"}],"
                    + "\"bytes_freed\":7}}";

    private ScriptedOrchestrator server;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedOrchestrator();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void waitsForWhatRunsUnlessItIsToldNotTo() {
        server.then(202, DONE).then(202, DONE);

        server.run("pools", "purge", "p", "--model", "demo:m");
        server.run("pools", "purge", "p", "--model", "demo:m", "--no-drain");

        assertThat(server.asked).containsOnly("POST /v2/pools/p/purge");
        assertThat(server.bodies.get(0)).contains("\"drain_first\":true", "\"force\":false");
        assertThat(server.bodies.get(1)).contains("\"drain_first\":false", "\"force\":false");
    }

    @Test
    void saysWhatGoesAndTellsWhatCameOfIt() {
        server.then(202, DONE);

        Captured said =
                server.run(
                        "pools",
                        "purge",
                        "p",
                        "--model",
                        "demo:m",
                        "--engine",
                        "--downloads",
                        "--force");

        assertThat(said.exitCode()).isZero();
        assertThat(said.out()).contains("deleted  engine", "A pool serves it.", "7 bytes are free");
        assertThat(server.bodies.getFirst())
                .contains(
                        "\"purge_engine\":true",
                        "\"purge_models\":[\"demo:m\"]",
                        "\"delete_cache_dirs\":true",
                        "\"force\":true");
    }
}
