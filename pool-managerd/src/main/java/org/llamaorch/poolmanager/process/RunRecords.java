package org.llamaorch.poolmanager.process;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.llamaorch.contracts.digest.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * The run records of one state folder, a file a replica, mode 0600, replaced by rename. Different
 * replicas from different threads.
 */
public final class RunRecords {

    private static final Logger LOG = LoggerFactory.getLogger(RunRecords.class);

    private final Path folder;

    /** Records under {@code home/run}. */
    public RunRecords(Path home) {
        this.folder = home.toAbsolutePath().normalize().resolve("run");
    }

    /** What marks the processes of a replica, over restarts of the daemon. */
    public String owner(String poolId, String replicaId) {
        return ownerPrefix() + name(poolId, replicaId);
    }

    /** What marks the processes of all replicas of this state folder. */
    private String ownerPrefix() {
        return Sha256.hexOf(folder.toString()).substring(0, 16) + ":";
    }

    /** Where a replica's engine writes its output. */
    public Path outputFile(String poolId, String replicaId) {
        return folder.resolve(name(poolId, replicaId) + ".out");
    }

    /** Where the key of a replica's engine is kept. */
    public Path keyFile(String poolId, String replicaId) {
        return folder.resolve(name(poolId, replicaId) + ".key");
    }

    public void write(RunRecord record) throws IOException {
        makeFolder();
        Path file = file(record.poolId(), record.replicaId());
        Path temporary =
                Files.createTempFile(
                        folder,
                        "record",
                        ".tmp",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.write(temporary, RecordJson.write(record));
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A replica's record; one that cannot be read proves nothing and counts as none. */
    public Optional<RunRecord> read(String poolId, String replicaId) {
        return read(file(poolId, replicaId));
    }

    public void delete(String poolId, String replicaId) {
        try {
            Files.deleteIfExists(file(poolId, replicaId));
        } catch (IOException problem) {
            // It names a process that is gone and will be found out as such.
            LOG.atWarn()
                    .addKeyValue("pool_id", poolId)
                    .addKeyValue("replica_id", replicaId)
                    .addKeyValue("cause", problem.toString())
                    .log("The run record of an engine cannot be deleted and stays.");
        }
    }

    /** All records that can be read. */
    public List<RunRecord> all() {
        List<RunRecord> found = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path each : files) {
                read(each).ifPresent(found::add);
            }
        } catch (IOException problem) {
            LOG.atWarn()
                    .addKeyValue("cause", problem.toString())
                    .log("The run records of engines cannot be listed.");
        }
        return found;
    }

    /**
     * Sessions of engines that this state folder's daemons started and of which no record tells:
     * their daemon died between start and record.
     *
     * @param known identities that records tell of
     */
    public List<EngineProcess> unrecorded(List<ProcessIdentity> known) {
        List<EngineProcess> found = new ArrayList<>();
        for (long pid : Proc.withEnvironment(EngineEnvironment.OWNER + "=" + ownerPrefix())) {
            Optional<Proc.Stat> stat = Proc.stat(pid);
            if (stat.isEmpty() || !stat.get().alive()) {
                continue;
            }
            long session = stat.get().session();
            boolean recorded =
                    known.stream().anyMatch(each -> each.pid() == session || each.pid() == pid);
            if (!recorded) {
                found.add(
                        EngineProcess.adopted(
                                new ProcessIdentity(
                                        pid,
                                        stat.get().startTicks(),
                                        Proc.bootId(),
                                        Proc.argumentsHash(pid).orElse(""))));
            }
        }
        return found;
    }

    private Optional<RunRecord> read(Path file) {
        try {
            return Optional.of(RecordJson.read(Files.readAllBytes(file)));
        } catch (IOException _) {
            return Optional.empty();
        } catch (JacksonException | IllegalArgumentException problem) {
            LOG.atWarn()
                    .addKeyValue("target", file.getFileName())
                    .log("The run record of an engine cannot be read and stays out.");
            return Optional.empty();
        }
    }

    /** Makes the folder, for this user alone. */
    public void makeFolder() throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder.getParent());
            Files.createDirectory(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
    }

    private Path file(String poolId, String replicaId) {
        return folder.resolve(name(poolId, replicaId) + ".json");
    }

    /** The tilde is in no encoded id, so no two replicas share a name. */
    private static String name(String poolId, String replicaId) {
        return URLEncoder.encode(poolId, StandardCharsets.UTF_8)
                + "~"
                + URLEncoder.encode(replicaId, StandardCharsets.UTF_8);
    }
}
