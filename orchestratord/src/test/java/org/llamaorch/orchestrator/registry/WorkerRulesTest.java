package org.llamaorch.orchestrator.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkerRulesTest {

    private final WorkerRules rules = new WorkerRules(Set.of("gpu1", "10.0.0.7"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8081",
                "http://127.8.8.8",
                "https://localhost:1/",
                "http://[::1]:8081",
                "http://gpu1:9000",
                "http://10.0.0.7"
            })
    void loopbackAndWhatIsListedMayBeSpokenTo(String url) {
        assertThat(rules.refusal(url)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254",
                "http://localhost.evil.example",
                "http://gpu1@evil.example",
                "http://evil.example#gpu1",
                "http://[::ffff:10.0.0.1]:80",
                "ftp://127.0.0.1",
                "http://127.0.0.1:8081/path",
                "http://127.0.0.1:8081?x",
                "http://",
                "127.0.0.1:8081",
                ""
            })
    void nothingElseMay(String url) {
        assertThat(rules.refusal(url)).isPresent();
    }

    @Test
    void theSentenceSaysHowToAllowIt() {
        assertThat(rules.refusal("http://evil.example").orElseThrow())
                .contains("evil.example", "workers.allowed_hosts");
    }
}
