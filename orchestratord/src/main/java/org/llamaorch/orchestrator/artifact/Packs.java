package org.llamaorch.orchestrator.artifact;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files to which small documents are appended, one after the other: a document costs one write,
 * where a file of its own costs making, naming and closing one. A pack is deleted once the last of
 * its documents has gone; so documents of one pack should go at about the same time, as transcripts
 * do. Every life begins a pack of its own, because the end of the last one may be torn. Guarded by
 * its owner's lock, but for {@link #read}; every method blocks for the disk.
 */
final class Packs implements AutoCloseable {

    private final Path folder;
    private final long packBytesMax;
    private final Map<Integer, Integer> documents = new HashMap<>();
    private int newest;
    private long newestBytes;
    private @Nullable FileChannel writing;

    private Packs(Path folder, long packBytesMax) {
        this.folder = folder;
        this.packBytesMax = packBytesMax;
    }

    /**
     * Opens the packs in a folder, made when it is first needed. Packs that hold no document are
     * deleted.
     *
     * @param places of all documents that are in a pack
     * @param packBytesMax a pack that has this many bytes takes no more documents
     */
    static Packs open(Path folder, Iterable<PackPlace> places, long packBytesMax)
            throws IOException {
        Packs packs = new Packs(folder, packBytesMax);
        for (PackPlace place : places) {
            packs.documents.merge(place.pack(), 1, Integer::sum);
        }
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.pack")) {
                for (Path file : files) {
                    packs.found(file);
                }
            }
        }
        return packs;
    }

    private void found(Path file) throws IOException {
        String name = file.getFileName().toString();
        int number;
        try {
            number = Integer.parseInt(name.substring(0, name.length() - ".pack".length()));
        } catch (NumberFormatException _) {
            return;
        }
        newest = Math.max(newest, number);
        if (!documents.containsKey(number)) {
            Files.delete(file);
        }
    }

    /** Appends a document and says where it is. */
    PackPlace append(byte[] document) throws IOException {
        FileChannel channel = writing;
        if (channel == null || newestBytes >= packBytesMax) {
            channel = begin();
        }
        long offset = newestBytes;
        try {
            ByteBuffer bytes = ByteBuffer.wrap(document);
            while (bytes.hasRemaining()) {
                newestBytes += channel.write(bytes, newestBytes);
            }
        } catch (IOException e) {
            end(); // whatever is there of it, nothing is written behind it
            throw e;
        }
        documents.merge(newest, 1, Integer::sum);
        return new PackPlace(newest, offset);
    }

    private FileChannel begin() throws IOException {
        end();
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        newest++;
        newestBytes = 0;
        FileChannel channel =
                FileChannel.open(
                        file(newest),
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        writing = channel;
        return channel;
    }

    /** Takes no more documents into the newest pack; deletes it if it has none any more. */
    private void end() throws IOException {
        if (writing != null) {
            writing.close();
            writing = null;
            if (!documents.containsKey(newest)) {
                Files.deleteIfExists(file(newest));
            }
        }
    }

    /** A document that went: its pack goes with the last of them. */
    void gone(PackPlace place) throws IOException {
        Integer left = documents.computeIfPresent(place.pack(), (_, n) -> n > 1 ? n - 1 : null);
        if (left == null && (place.pack() != newest || writing == null)) {
            Files.deleteIfExists(file(place.pack()));
        }
    }

    /** The bytes at a place. Throws {@link java.nio.file.NoSuchFileException} or EOFException. */
    byte[] read(PackPlace place, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(file(place.pack()), StandardOpenOption.READ)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, place.offset() + bytes.position()) < 0) {
                    throw new EOFException("the pack " + place.pack() + " ends too early");
                }
            }
        }
        return bytes.array();
    }

    private Path file(int number) {
        return folder.resolve(number + ".pack");
    }

    @Override
    public void close() throws IOException {
        end();
    }
}
