package org.llamaorch.orchestrator.artifact;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The index's file. Guarded by its owner's lock; every method blocks for the disk. */
final class IndexLog implements AutoCloseable {

    private static final int LINES_KEPT_ANYWAY = 1_000;

    private final FileChannel channel;

    private IndexLog(FileChannel channel) {
        this.channel = channel;
    }

    /** Reads the log into the index, writes it anew where most of it is out of date, opens it. */
    static IndexLog open(Path file, ArtifactIndex index) throws IOException {
        if (Files.exists(file)) {
            String text = Files.readString(file, StandardCharsets.US_ASCII);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            long lines = 0;
            for (String line : (Iterable<String>) whole.lines()::iterator) {
                lines++;
                take(line, index);
            }
            List<Holding> all = index.all();
            if (lines > 2L * all.size() + LINES_KEPT_ANYWAY || whole.length() < text.length()) {
                rewrite(file, all);
            }
        } else {
            rewrite(file, List.of());
        }
        return new IndexLog(
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
    }

    /** Appends a line, or nothing of it: a part would spoil the line that is written next. */
    void append(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
        long before = channel.size();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException full) {
            channel.truncate(before);
            throw full;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static void take(String line, ArtifactIndex index) {
        if (line.startsWith("gone ")) {
            index.remove(line.substring(5));
        } else {
            Holding.parse(line).ifPresent(index::put);
        }
    }

    private static void rewrite(Path file, List<Holding> all) throws IOException {
        Path young = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(young);
        Files.createFile(
                young,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        StringBuilder text = new StringBuilder();
        all.forEach(holding -> text.append(holding.line()));
        Files.writeString(young, text, StandardCharsets.US_ASCII);
        Files.move(young, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
