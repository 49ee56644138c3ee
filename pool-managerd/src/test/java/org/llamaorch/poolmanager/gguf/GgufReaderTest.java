package org.llamaorch.poolmanager.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufReaderTest {

    @TempDir private Path folder;

    @Test
    void readsWhatAWholeFileSaysOfItself() throws IOException {
        Path file = TinyGguf.write(folder.resolve("whole.gguf"));

        assertThat(GgufReader.read(file))
                .isEqualTo(
                        new GgufHeader(
                                3, 1, "llama", "tiny", 512, "Q4_K_M", Files.size(file), 256, 0));
    }

    @Test
    void knowsTheLeastThatTheCacheOfItsSlotsTakes() {
        GgufHeader header = new GgufHeader(3, 1, "llama", null, 512, null, 1_000, 256, 0);
        GgufHeader sliding = new GgufHeader(3, 1, "gemma3", null, 512, null, 1_000, 256, 100);

        assertThat(header.cacheBytes(2, 512)).isEqualTo(2 * 512 * 256);
        assertThat(sliding.cacheBytes(2, 512)).isEqualTo(2 * 100 * 256);
        assertThat(sliding.cacheBytes(2, 50)).isEqualTo(2 * 50 * 256);
    }

    @Test
    void refusesEveryTruncationOfAFileInOneSentence() throws IOException {
        byte[] whole = TinyGguf.bytes();
        Path file = folder.resolve("cut.gguf");
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatExceptionOfType(GgufException.class)
                    .as("cut to %d bytes", length)
                    .isThrownBy(() -> GgufReader.read(file))
                    .withMessageMatching("[^\n]*cut\\.gguf[^\n]*\\.");
        }
    }

    @Test
    void neverFailsOnACorruptFileButWithASentence() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] whole = TinyGguf.bytes();
        Path file = folder.resolve("corrupt.gguf");
        for (int round = 0; round < 600; round++) {
            byte[] changed = whole.clone();
            for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
                changed[random.nextInt(changed.length - 256)] = (byte) random.nextInt(256);
            }
            Files.write(file, changed);
            try {
                assertThat(GgufReader.read(file).sizeBytes()).isEqualTo(whole.length);
            } catch (GgufException expected) {
                assertThat(expected.sentence()).as("seed %d", seed).contains("corrupt.gguf");
            } catch (RuntimeException defect) {
                throw new AssertionError("seed " + seed + " round " + round, defect);
            }
        }
    }

    @Test
    void tellsWhatIsNoGgufFileFromOneThatIsCorrupt() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "this is no model");

        assertThatExceptionOfType(GgufException.class)
                .isThrownBy(() -> GgufReader.read(text))
                .withMessageContaining("is not a GGUF file");
        assertThatExceptionOfType(GgufException.class)
                .isThrownBy(() -> GgufReader.read(folder.resolve("absent.gguf")))
                .withMessageContaining("There is no model file");
        assertThatExceptionOfType(GgufException.class)
                .isThrownBy(() -> GgufReader.read(folder))
                .withMessageContaining("is a folder");
    }
}
