package org.llamaorch.orchestrator.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersFileTest {

    @TempDir Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("headers"), text);
    }

    @Test
    void readsAHeaderALine() throws IOException {
        assertThat(
                        HeadersFile.read(
                                file("# a key\n\nX-Key:  s e:cret \nAuthorization: Basic eA==")))
                .isEqualTo(Map.of("X-Key", "s e:cret", "Authorization", "Basic eA=="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sesame", "a b: sesame", ": sesame", "Host: sesame", "X: sesam\u00e9"})
    void namesTheLineThatIsWrongAndNotWhatItSays(String line) throws IOException {
        Path file = file("X-Key: a\n" + line);
        assertThatThrownBy(() -> HeadersFile.read(file))
                .isInstanceOf(IOException.class)
                .message()
                .contains("line 2")
                .doesNotContain("sesam");
    }

    @Test
    void theyAreNotAnyNumber() throws IOException {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 33; i++) {
            many.append("X-").append(i).append(": a\n");
        }
        Path file = file(many.toString());
        assertThatThrownBy(() -> HeadersFile.read(file)).hasMessageContaining("32");
    }
}
