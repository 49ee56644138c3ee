package org.llamaorch.bdd.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TranscriptTest {

    @Test
    void keepsWhatWasSaidMasksKeysAndCountsTheSameAgain() {
        Transcript.take();
        Answer answer = new Answer(200, Map.of(), "fine");
        for (int i = 0; i < 3; i++) {
            Transcript.current()
                    .note("GET", "/x", Map.of("Authorization", "Bearer secret"), null, answer);
        }
        assertThat(Transcript.take())
                .contains("> GET /x", "> Authorization: ****", "< 200", "fine")
                .contains("(and 2 times the same)")
                .doesNotContain("secret");
        assertThat(Transcript.take()).isEmpty();
    }
}
