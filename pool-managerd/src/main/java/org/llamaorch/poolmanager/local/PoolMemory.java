package org.llamaorch.poolmanager.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What callers made of the pools, over restarts: a file a pool, mode 0600, replaced by rename.
 * Guarded by its lock; blocks for the disk.
 */
final class PoolMemory {

    private static final Logger LOG = LoggerFactory.getLogger(PoolMemory.class);
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * What is remembered of a pool.
     *
     * @param configured the model that the configuration named then: another one forgets the rest
     * @param model the model that a reload put in its place
     * @param drained whether it was drained and not preloaded since
     */
    record Kept(String configured, String model, boolean drained) {}

    private final Path folder;

    PoolMemory(Path home) {
        this.folder = home.resolve("pools");
    }

    /** What is remembered of a pool of which the configuration names that model. */
    synchronized Kept of(String poolId, String configured) {
        return read(poolId)
                .filter(kept -> kept.configured().equals(configured))
                .orElse(new Kept(configured, configured, false));
    }

    /**
     * Remembers.
     *
     * @throws UncheckedIOException when the disk does not take it
     */
    synchronized void keep(String poolId, Kept kept) {
        try {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            Path temporary =
                    Files.createTempFile(
                            folder,
                            "pool",
                            ".tmp",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.write(
                    temporary,
                    JSON.writeValueAsBytes(
                            JSON.createObjectNode()
                                    .put("configured", kept.configured())
                                    .put("model", kept.model())
                                    .put("drained", kept.drained())));
            Files.move(temporary, file(poolId), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private Optional<Kept> read(String poolId) {
        try {
            JsonNode node = JSON.readTree(Files.readAllBytes(file(poolId)));
            return Optional.of(
                    new Kept(
                            node.path("configured").asString(""),
                            node.path("model").asString(""),
                            node.path("drained").asBoolean(false)));
        } catch (IOException _) {
            return Optional.empty();
        } catch (JacksonException broken) {
            LOG.atWarn()
                    .addKeyValue("pool_id", poolId)
                    .log("What a pool is to do cannot be read and is forgotten.");
            return Optional.empty();
        }
    }

    private Path file(String poolId) {
        return folder.resolve(poolId + ".json");
    }
}
