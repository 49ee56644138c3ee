package org.llamaorch.orchestrator.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of the reader share: a file of a few lines, and what it is refused with. */
abstract class ConfigReading {

    @TempDir Path folder;

    Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("llama-orch.yaml"), text);
    }

    Config read(String text, Map<String, String> variables) throws IOException {
        return ConfigReader.read(
                new ConfigReader.Flags(file(text), null, null, null, null), variables);
    }

    void refuses(String text, String... parts) {
        assertThatThrownBy(() -> read(text, Map.of()))
                .isInstanceOf(ConfigurationRefused.class)
                .message()
                .contains(parts);
    }
}
