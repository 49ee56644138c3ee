package org.llamaorch.bdd.report;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.target.Folders;

/**
 * The folder of a run: one folder a scenario, with what it asked and was answered, what its streams
 * held, what its daemon measured and logged. Made by the suite before it runs; where none was made
 * nothing is kept.
 */
public final class ProofBundle {

    /** Most of a log that is kept, its end. */
    private static final int LOG_MAX = 1 << 20;

    private static volatile @Nullable Path root;

    private ProofBundle() {}

    /** Begins one in a folder, of which whatever an earlier run left is deleted. */
    public static void begin(Path folder) throws IOException {
        Path proof = folder.resolve("proof");
        Folders.delete(proof);
        Files.createDirectories(proof);
        root = proof;
    }

    /** The folder of a scenario, by its feature file and line; absent where nothing is kept. */
    public static Optional<Path> folderOf(URI feature, int line) {
        Path at = root;
        if (at == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.createDirectories(at.resolve(nameOf(feature, line))));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    static String nameOf(URI feature, int line) {
        String path = feature.toString();
        return path.substring(path.lastIndexOf('/') + 1).replace(".feature", "") + "-" + line;
    }

    /** Keeps a text, unless it is empty. */
    public static void keep(Path folder, String name, String text) {
        if (text.isEmpty()) {
            return;
        }
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** Keeps the end of each log of a scenario's own folder. */
    public static void keepLogs(Path folder, Path of) {
        try (Stream<Path> files = Files.list(of)) {
            for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
                Files.write(folder.resolve(String.valueOf(log.getFileName())), end(log));
            }
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static byte[] end(Path log) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            int length = (int) Math.min(LOG_MAX, file.length());
            byte[] bytes = new byte[length];
            file.seek(file.length() - length);
            file.readFully(bytes);
            return bytes;
        }
    }

    /** The last lines of a scenario's log; empty when it has none. */
    static String lastLines(Path folder, String log, int lines) {
        Path file = folder.resolve(log);
        if (!Files.exists(file)) {
            return "";
        }
        try {
            String[] all =
                    new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1);
            StringBuilder last = new StringBuilder();
            for (int i = Math.max(0, all.length - lines); i < all.length; i++) {
                last.append(all[i]).append('\n');
            }
            return last.toString().strip();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
