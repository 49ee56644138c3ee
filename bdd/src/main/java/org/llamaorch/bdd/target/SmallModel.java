package org.llamaorch.bdd.target;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A random model of 460 KB that llama.cpp loads at once, written by the project's own tool. */
public final class SmallModel {

    private SmallModel() {}

    /**
     * Writes one; blocks for about a second.
     *
     * @param launcher the program under test, beside which the tool lies
     * @param options of the tool, such as {@code --tools}
     */
    public static void write(Path launcher, Path file, String... options) {
        Path script = launcher.resolveSibling("tools").resolve("tiny-gguf.py");
        List<String> command =
                new ArrayList<>(List.of("python3", script.toString(), file.toString()));
        command.addAll(List.of(options));
        try {
            Process making = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said =
                    new String(making.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(making.waitFor()).as(said).isZero();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        } catch (InterruptedException cause) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a model was made", cause);
        }
    }
}
