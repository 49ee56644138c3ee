package org.llamaorch.poolmanager.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries an engine's raw output over into a log of its replica: redacted, and bounded to two files
 * of a given size. The raw file is emptied once it is carried over and has grown; a line written in
 * that very moment may be lost. Guarded by its lock; {@link #pump} is called a few times a second.
 */
public final class EngineLog {

    private static final Logger LOG = LoggerFactory.getLogger(EngineLog.class);
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int LINE_BYTES = 8 << 10;
    private static final int LINES_KEPT = 60;

    private final Path raw;
    private final Path log;
    private final long limitBytes;
    private final UnaryOperator<String> redact;
    private final Consumer<String> onLine;
    private final ArrayDeque<String> lastLines = new ArrayDeque<>();
    private final StringBuilder unfinished = new StringBuilder();
    private long readTo;

    /**
     * Begins at the end of what the raw file holds now.
     *
     * @param limitBytes of the log file and of the older one beside it ({@code .1})
     * @param redact takes secrets out of a line
     * @param onLine told each redacted line, under no lock but this log's
     */
    public EngineLog(
            Path raw,
            Path log,
            long limitBytes,
            UnaryOperator<String> redact,
            Consumer<String> onLine) {
        this.raw = raw;
        this.log = log;
        this.limitBytes = limitBytes;
        this.redact = redact;
        this.onLine = onLine;
        this.readTo = size(raw);
    }

    /** Carries over what has come; does not wait for more. */
    public synchronized void pump() {
        try (FileChannel in =
                FileChannel.open(raw, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (in.size() < readTo) {
                readTo = 0;
            }
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
            StringBuilder out = new StringBuilder();
            for (int read = in.read(chunk, readTo); read > 0; read = in.read(chunk, readTo)) {
                readTo += read;
                take(new String(chunk.array(), 0, read, StandardCharsets.UTF_8), out);
                append(out);
                chunk.clear();
            }
            if (readTo > limitBytes && in.size() == readTo) {
                in.truncate(0);
                readTo = 0;
            }
        } catch (NoSuchFileException _) {
            readTo = 0;
        } catch (IOException problem) {
            LOG.atDebug()
                    .addKeyValue("cause", problem.toString())
                    .log("The output of an engine cannot be carried over.");
        }
    }

    /** The newest lines, oldest first, redacted. */
    public synchronized List<String> lastLines() {
        return List.copyOf(lastLines);
    }

    /** Forgets the lines of the engine before. */
    public synchronized void forgetLines() {
        lastLines.clear();
        unfinished.setLength(0);
    }

    private void take(String text, StringBuilder out) {
        for (int index = 0; index < text.length(); index++) {
            char next = text.charAt(index);
            if (next == '\n' || unfinished.length() >= LINE_BYTES) {
                line(redact.apply(unfinished.toString()), out);
                unfinished.setLength(0);
            }
            if (next != '\n' && next != '\r') {
                unfinished.append(next);
            }
        }
    }

    private void line(String line, StringBuilder out) {
        lastLines.addLast(line);
        if (lastLines.size() > LINES_KEPT) {
            lastLines.removeFirst();
        }
        out.append(line).append('\n');
        onLine.accept(line);
    }

    private void append(StringBuilder out) throws IOException {
        if (out.isEmpty()) {
            return;
        }
        byte[] bytes = out.toString().getBytes(StandardCharsets.UTF_8);
        out.setLength(0);
        Files.createDirectories(log.getParent());
        if (size(log) + bytes.length > limitBytes && Files.exists(log)) {
            Files.move(
                    log,
                    log.resolveSibling(log.getFileName() + ".1"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(log)) {
            Files.createFile(
                    log,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(log, bytes, StandardOpenOption.APPEND);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException _) {
            return 0;
        }
    }
}
