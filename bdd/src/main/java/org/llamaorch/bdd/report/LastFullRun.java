package org.llamaorch.bdd.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.llamaorch.bdd.survey.SourceTree;

/** How the last run of all features ended, in a sentence that is left beside the report. */
public final class LastFullRun {

    private static final String FILE = "bdd/target/suite/last-full-run.txt";

    private LastFullRun() {}

    /** The sentence; absent when all features were not run here. */
    public static Optional<String> find(SourceTree tree) {
        Path file = tree.root().resolve(FILE);
        try {
            return Files.exists(file)
                    ? Optional.of(Files.readString(file).strip())
                    : Optional.empty();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    static void write(Path folder, long passed, long failed, long skipped) throws IOException {
        Files.writeString(
                folder.resolve(Path.of(FILE).getFileName()),
                "%d scenarios passed, %d failed, %d skipped.%n".formatted(passed, failed, skipped));
    }
}
