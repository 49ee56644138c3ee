package org.llamaorch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.orchestrator.config.ConfigReader;

/** The request that `up` shows is one that its configuration answers. */
final class FirstRequestTest {

    private static final URI ADDRESS = URI.create("http://127.0.0.1:8080");

    private static final String POOLS =
            """
            pools:
              - {id: vectors, model: e5, workload: embedding, replicas: [{id: r0, devices: [cpu]}]}
              - {id: chat, engine: openai, model: "it's", replicas: [{id: r0, url: "http://127.0.0.1:1"}]}
            """;

    @TempDir Path folder;

    private Optional<String> curl(String yaml, Map<String, String> variables) throws IOException {
        Path file = Files.writeString(folder.resolve("llama-orch.yaml"), yaml);
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("LLAMA_ORCH_HOME", folder.toString());
        return FirstRequest.curl(
                ConfigReader.read(
                        new ConfigReader.Flags(file, null, null, null, null), environment),
                ADDRESS);
    }

    @Test
    void asksTheDemoPoolByItsUsualName() throws IOException {
        assertThat(curl("", Map.of()).orElseThrow())
                .isEqualTo(
                        "curl -sN http://127.0.0.1:8080/v1/chat/completions"
                                + " -H 'Content-Type: application/json'"
                                + " -d '{\"model\":\"default\",\"stream\":true,"
                                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}'");
    }

    @Test
    void asksForAModelThatCompletesText() throws IOException {
        assertThat(curl(POOLS, Map.of()).orElseThrow()).contains("{\"model\":\"it'\\''s\",");
    }

    @Test
    void namesTheKeyAndDoesNotShowIt() throws IOException {
        String secret = "0123456789abcdef0123456789abcdef";

        assertThat(curl(POOLS, Map.of("AUTH_TOKEN", secret)).orElseThrow())
                .contains(" -H \"Authorization: Bearer $AUTH_TOKEN\"")
                .doesNotContain(secret);
        assertThat(curl(POOLS, Map.of("AUTH_TOKEN", secret, "AUTH_OPTIONAL", "true")).orElseThrow())
                .doesNotContain("Authorization");
        Files.writeString(folder.resolve("keys.json"), "{}");
        assertThat(curl(POOLS, Map.of()).orElseThrow()).contains("Bearer YOUR_KEY");
    }
}
