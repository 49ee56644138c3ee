package org.llamaorch.orchestrator.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.FullPolicy;

/** The environment stands over the file, flags over both; folders come from the environment. */
class ConfigPrecedenceTest extends ConfigReading {

    @Test
    void environmentStandsOverTheFileAndFlagsOverBoth() throws IOException {
        String text =
                "addr: 127.0.0.1:1\nhome: /from/file\nqueue: {capacity: 3}\npools: [{id: p, model: m, queue: {capacity: 4}, replicas: [{devices: [cpu]}]}]";
        Map<String, String> variables =
                Map.of(
                        "ORCHD_ADDR", "127.0.0.1:2",
                        "LLAMA_ORCH_HOME", "/from/environment",
                        "ORCHD_ADMISSION_CAPACITY", "7",
                        "ORCHD_ADMISSION_POLICY", "drop-lru",
                        "LLAMA_ORCH_OFFLINE", "true",
                        "LLORCH_API_TOKEN", "0123456789abcdef");

        Config config = read(text, variables);
        Config flagged =
                ConfigReader.read(
                        new ConfigReader.Flags(
                                file(text), "127.0.0.1:3", null, null, LogFormat.JSON),
                        variables);

        assertThat(config.address().port()).isEqualTo(2);
        assertThat(config.home()).isEqualTo(Path.of("/from/environment"));
        assertThat(config.workers().runtimeDir())
                .isEqualTo(Path.of("/from/environment/runtime/engines"));
        assertThat(config.pools().getFirst().spec().capacity()).isEqualTo(7);
        assertThat(config.pools().getFirst().spec().fullPolicy()).isEqualTo(FullPolicy.DROP_LRU);
        assertThat(config.offline()).isTrue();
        assertThat(config.access().authToken()).isEqualTo("0123456789abcdef");
        assertThat(config.toString()).doesNotContain("0123456789abcdef");
        assertThat(flagged.address().port()).isEqualTo(3);
        assertThat(flagged.logFormat()).isEqualTo(LogFormat.JSON);
    }

    @Test
    void theUsualFoldersAreBelowTheUsersHome() throws IOException {
        Config config = read("", Map.of("HOME", "/home/somebody"));
        Config moved = read("", Map.of("HOME", "/home/somebody", "XDG_CACHE_HOME", "/big/cache"));

        assertThat(config.home()).isEqualTo(Path.of("/home/somebody/.local/share/llama-orch"));
        assertThat(config.cache()).isEqualTo(Path.of("/home/somebody/.cache/llama-orch"));
        assertThat(moved.cache()).isEqualTo(Path.of("/big/cache/llama-orch"));
    }

    @Test
    void aLlamacppUrlTakesTheDemoPoolsPlace() throws IOException {
        Config config = read("", Map.of("ORCHD_LLAMACPP_URL", "http://127.0.0.1:8081/"));

        PoolConfig pool = config.pools().getFirst();
        assertThat(config.pools()).hasSize(1);
        assertThat(pool.spec().id()).isEqualTo("default");
        assertThat(pool.spec().model()).isNull();
        assertThat(pool.provisioned()).isEmpty();
        assertThat(pool.external())
                .singleElement()
                .extracting(ReplicaConfig::url)
                .isEqualTo("http://127.0.0.1:8081");
    }

    @Test
    void aModelFileTakesTheDemoModelsPlace() throws IOException {
        Config config =
                ConfigReader.read(
                        new ConfigReader.Flags(
                                file(""), null, Path.of("/models/m.gguf"), null, null),
                        Map.of());

        assertThat(config.pools())
                .singleElement()
                .extracting(pool -> pool.spec().model())
                .isEqualTo("file:/models/m.gguf");
    }
}
