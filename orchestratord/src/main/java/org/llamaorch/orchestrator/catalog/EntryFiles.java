package org.llamaorch.orchestrator.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.llamaorch.contracts.digest.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The entries' files. An entry is there whole or not at all, also when the process is killed: it is
 * written beside, synced, and takes its name at once. Guarded by its owner's lock; blocks for the
 * disk.
 */
final class EntryFiles {

    private static final Logger LOG = LoggerFactory.getLogger(EntryFiles.class);
    private static final String END = ".json";
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path folder;

    private EntryFiles(Path folder) {
        this.folder = folder;
    }

    /** Opens the folder, made where it is missing. */
    static EntryFiles open(Path folder) throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return new EntryFiles(folder);
    }

    /** All entries, oldest first. One that cannot be read is left where it is, and told. */
    List<ModelEntry> read() throws IOException {
        List<ModelEntry> entries = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + END)) {
            for (Path file : files) {
                try {
                    ModelEntry entry = EntryJson.read(MAPPER.readTree(Files.readAllBytes(file)));
                    if (!file.equals(file(entry.id()))) {
                        throw new IllegalArgumentException("it is the entry of another id");
                    }
                    entries.add(entry);
                } catch (JacksonException | IllegalArgumentException e) {
                    LOG.atError()
                            .addKeyValue("target", file)
                            .addKeyValue("cause", e.getMessage())
                            .log(
                                    "A catalog entry is damaged and stays out: mend or remove its file and start again.");
                }
            }
        }
        entries.sort(Comparator.comparingLong(ModelEntry::createdMs).thenComparing(ModelEntry::id));
        return entries;
    }

    void write(ModelEntry entry) throws IOException {
        Path file = file(entry.id());
        Path young = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(young);
        try {
            Files.createFile(
                    young,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            try (FileChannel channel = FileChannel.open(young, StandardOpenOption.WRITE)) {
                ByteBuffer left =
                        ByteBuffer.wrap(
                                EntryJson.kept(entry).toString().getBytes(StandardCharsets.UTF_8));
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.move(young, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(young);
            throw e;
        }
        syncFolder();
    }

    void delete(String id) throws IOException {
        Files.deleteIfExists(file(id));
        syncFolder();
    }

    private void syncFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Ids are any text, so a file is named by the digest of its entry's id. */
    private Path file(String id) {
        return folder.resolve(Sha256.hexOf(id) + END);
    }
}
