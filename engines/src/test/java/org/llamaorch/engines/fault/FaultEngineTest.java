package org.llamaorch.engines.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.llamaorch.engines.FaultControl;
import tools.jackson.databind.JsonNode;

final class FaultEngineTest {

    private static Process process(String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FaultEngine.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    @Test
    void isAProcessThatPrintsItsAddressAndDiesWhenTold() throws Exception {
        Process process = process("--port", "0", "--slots", "3", "--model", "zed");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null && !line.startsWith("fault-engine: ready at ")) {
                line = out.readLine();
            }
            assertThat(line).isNotNull();
            FaultControl control = new FaultControl(line.substring(line.indexOf("http")));
            assertThat(control.get("/slots")).hasSize(3);
            assertThat(control.get("/v1/models").path("data").get(0).path("id").asString())
                    .isEqualTo("zed");
            assertThatThrownBy(() -> control.post("/fault/die", ""))
                    .isInstanceOf(AssertionError.class);
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(137);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aScriptByControlCallHoldsForSoManyRequests() {
        try (FaultEngine engine = FaultEngine.start(FaultOptions.slots(1))) {
            FaultControl control = new FaultControl(engine.url());
            control.post("/fault/script", "{\"script\":\"tokens=2 text=hi\",\"requests\":2}");
            String ask = "{\"prompt\":\"fault: tokens=1 text=no;\",\"stream\":false}";
            assertThat(control.post("/completion", ask).path("content").asString())
                    .isEqualTo("hihi");
            assertThat(control.post("/completion", ask).path("content").asString())
                    .isEqualTo("hihi");
            assertThat(control.post("/completion", ask).path("content").asString()).isEqualTo("no");
            JsonNode stats = control.stats();
            assertThat(stats.path("requests").asInt()).isEqualTo(3);
            assertThat(stats.path("completed").asInt()).isEqualTo(3);
            assertThat(stats.path("last_requests")).hasSize(3);
        }
    }

    @Test
    void aResetMakesItAsItWasAtItsStart() {
        try (FaultEngine engine = FaultEngine.start(FaultOptions.slots(1))) {
            FaultControl control = new FaultControl(engine.url());
            String ask = "{\"prompt\":\"fault: tokens=2 text=hi;\",\"stream\":false}";
            String first = control.post("/completion", ask).toString();
            control.post("/fault/script", "{\"script\":\"hang=1\"}");
            CompletableFuture<JsonNode> hangs =
                    CompletableFuture.supplyAsync(() -> control.post("/completion", ask));
            control.awaitStats(stats -> stats.path("running").asInt() == 1);
            CompletableFuture<JsonNode> waits =
                    CompletableFuture.supplyAsync(() -> control.post("/completion", ask));
            control.awaitStats(stats -> stats.path("waiting").asInt() == 1);
            control.post("/fault/health", "{\"state\":\"down\"}");

            control.post("/fault/reset", "");

            assertThatThrownBy(hangs::join).isInstanceOf(CompletionException.class);
            assertThatThrownBy(waits::join).isInstanceOf(CompletionException.class);
            JsonNode stats = control.stats();
            for (String count : List.of("requests", "running", "waiting", "aborted", "completed")) {
                assertThat(stats.path(count).asInt()).as(count).isZero();
            }
            assertThat(stats.path("last_requests")).isEmpty();
            assertThat(control.post("/completion", ask).toString()).isEqualTo(first);
        }
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertThatThrownBy(() -> FaultScript.parse("tokenz=3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tokenz");
        assertThatThrownBy(() -> FaultScript.parse("tokens=x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FaultOptions.parse("--prt", "1"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(FaultOptions.parse("--help")).isNull();
        try (FaultEngine engine = FaultEngine.start(FaultOptions.slots(1))) {
            FaultControl control = new FaultControl(engine.url());
            assertThat(control.post("/completion", "{oops").path("error").path("code").asInt())
                    .isEqualTo(400);
            assertThat(
                            control.post("/completion", "{\"prompt\":\"fault: oops=1;\"}")
                                    .path("error")
                                    .path("code")
                                    .asInt())
                    .isEqualTo(400);
            assertThat(control.get("/nowhere").path("error").path("code").asInt()).isEqualTo(404);
        }
    }

    @Test
    void embedsTheSameTextAlike() {
        FaultOptions embedding =
                new FaultOptions(
                        "127.0.0.1", 0, 1, 512, "e", 0, 0, List.of(), FaultOptions.Mode.EMBEDDING);
        try (FaultEngine engine = FaultEngine.start(embedding)) {
            FaultControl control = new FaultControl(engine.url());
            JsonNode once = control.post("/v1/embeddings", "{\"input\":[\"a\",\"b\",\"a\"]}");
            JsonNode data = once.path("data");
            assertThat(data.get(0).path("embedding")).isEqualTo(data.get(2).path("embedding"));
            assertThat(data.get(0).path("embedding")).isNotEqualTo(data.get(1).path("embedding"));
        }
    }

    @Test
    void everyWordOfTheLanguageIsInItsHelp() {
        for (String word : FaultScript.KEYS) {
            assertThat(FaultOptions.HELP).contains(word + "=");
        }
    }
}
