package org.llamaorch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands about models, against an orchestrator that says what the test tells it. */
final class CatalogCommandTest {

    private static final String MODEL =
            "{\"id\":\"org/m\",\"lifecycle\":\"Active\",\"aliases\":[\"a\",\"b\"],\"size_bytes\":7,"
                    + "\"gguf\":{\"architecture\":\"llama\",\"ctx_max\":4096},"
                    + "\"signatures\":[{\"signer\":\"ops\",\"verified\":true}],"
                    + "\"verification\":{\"result\":\"warn\",\"reason\":\"no_sbom\","
                    + "\"message\":\"No SBOM.\"}}";

    @TempDir private Path folder;

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
    void listsAllPages() {
        server.then(200, "{\"models\":[" + MODEL + "],\"next_cursor\":\"org/m\"}")
                .then(200, "{\"models\":[{\"id\":\"n\",\"lifecycle\":\"Retired\"}]}");

        Captured said = server.run("catalog", "list");

        assertThat(said.exitCode()).isZero();
        assertThat(said.out()).contains("org/m", "warn (no_sbom)", "Retired");
        assertThat(server.asked)
                .containsExactly(
                        "GET /v2/catalog/models?limit=1000",
                        "GET /v2/catalog/models?limit=1000&cursor=org%2Fm");
    }

    @Test
    void showsAModelToPeopleAndToPrograms() {
        server.then(200, MODEL).then(200, MODEL);

        assertThat(server.run("catalog", "show", "org/m").out())
                .contains("a, b", "llama, unknown quantization, context 4096", "ops (trusted)");
        assertThat(server.run("catalog", "show", "org/m", "--json").out().strip()).isEqualTo(MODEL);
        assertThat(server.asked.getFirst()).isEqualTo("GET /v2/catalog/models/org%2Fm");
    }

    @Test
    void describesAModelByOptionsAndAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("m.json"), "{\"tags\":[\"x\"]}");
        server.then(201, MODEL);

        Captured said =
                server.run(
                        "catalog", "add", "org/m", "--source", "demo:m", "--file", file.toString());

        assertThat(said.exitCode()).isZero();
        assertThat(server.asked).containsExactly("POST /v2/catalog/models");
        assertThat(
                        server.run(
                                        "catalog",
                                        "add",
                                        "m",
                                        "--file",
                                        folder.resolve("none").toString())
                                .exitCode())
                .isEqualTo(ExitCode.FAILED);
    }

    @Test
    void waitsForAVerificationAndFailsWhenTheFilesAreWrong() {
        server.then(202, "{\"verification\":{\"running\":{\"bytes_total\":10,\"bytes_done\":5}}}")
                .then(
                        200,
                        "{\"verification\":{\"result\":\"fail\",\"reason\":\"digest_mismatch\","
                                + "\"message\":\"Wrong.\"}}");

        Captured said = server.run("catalog", "verify", "m");

        assertThat(said.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(said.out()).contains("fail (digest_mismatch). Wrong.");
    }

    @Test
    void retiresActivatesAndDeletes() {
        server.then(202, MODEL)
                .then(202, MODEL)
                .then(204, "")
                .then(404, "{\"code\":\"MODEL_NOT_FOUND\",\"message\":\"No.\"}");

        assertThat(server.run("catalog", "retire", "m", "--within", "5000").exitCode()).isZero();
        assertThat(server.run("catalog", "activate", "m").exitCode()).isZero();
        assertThat(server.run("catalog", "delete", "m").exitCode()).isZero();
        Captured refused = server.run("catalog", "delete", "m");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.err()).contains("MODEL_NOT_FOUND");
        assertThat(server.asked)
                .containsExactly(
                        "POST /v2/catalog/models/m/state",
                        "POST /v2/catalog/models/m/state",
                        "DELETE /v2/catalog/models/m",
                        "DELETE /v2/catalog/models/m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "add", "show", "verify", "retire", "activate", "delete"})
    void everyCommandTeachesWithAnExample(String command) {
        StringWriter out = new StringWriter();
        String[] args = {"catalog", command, "--help"};

        assertThat(LlamaOrch.commandLine(args).setOut(new PrintWriter(out)).execute(args)).isZero();
        assertThat(out.toString()).contains("Example", "llama-orch catalog " + command);
    }

    @Test
    void catalogAloneSaysWhatIsMissing() {
        assertThat(Captured.run("catalog").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
