package org.llamaorch.poolmanager.handoff;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.digest.Sha256;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.process.EngineKeyFile;
import org.llamaorch.poolmanager.process.RunRecord;
import org.llamaorch.poolmanager.process.RunRecords;
import org.llamaorch.poolmanager.supervise.EngineUse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a handoff file for each ready replica (contract §9, Handoff):
 *
 * <ol>
 *   <li>a replica that is ready has a file, which says when its pool is being drained
 *   <li>one that is not has none
 *   <li>but while nothing is known yet of one that an earlier daemon handed over and whose process
 *       lives, that file stays: its tasks go on while it is adopted
 *   <li>a file that cannot be written is tried again
 * </ol>
 *
 * Told from any thread, without blocking; the files are written by a thread of its own, at most one
 * a replica being due.
 */
public final class HandoffWriter {

    private static final Logger LOG = LoggerFactory.getLogger(HandoffWriter.class);
    private static final long AGAIN_MS = 1_000;
    private static final long CAUGHT_UP_MS = 10_000;

    /** What a file was written from: what is not among this does not have it written again. */
    private record Written(String url, String engineVersion, String model, boolean draining) {}

    private final HandoffFiles files;
    private final RunRecords records;
    private final Duration patience;
    private final String owner;
    private final Map<ReplicaId, ReplicaStatus> newest = new HashMap<>();
    private final Set<String> draining = new HashSet<>();
    private final Set<ReplicaId> due = new LinkedHashSet<>();
    private final Map<ReplicaId, Written> written = new HashMap<>();

    /** What an earlier daemon wrote of engines that live. */
    private final Map<ReplicaId, Written> inherited = new HashMap<>();

    private final Thread thread;
    private @Nullable ReplicaId busy;
    private boolean closed;

    /**
     * @param folder ORCHD_RUNTIME_DIR
     * @param home folder of the run records, which also marks whose the files are
     * @param patience longest wait for an engine's answer
     */
    public HandoffWriter(Path folder, Path home, Duration patience) {
        this.files = new HandoffFiles(folder);
        this.records = new RunRecords(home);
        this.patience = patience;
        this.owner = Sha256.hexOf(home.toAbsolutePath().normalize().toString()).substring(0, 16);
        this.thread = Thread.ofVirtual().name("handoff").unstarted(this::keepWriting);
    }

    /**
     * Removes what earlier daemons of this state folder handed over and does not live any more, and
     * begins. Blocks for the folder.
     *
     * @param configured replicas that are run here
     * @throws IOException when the folder cannot be used
     */
    public void start(Set<ReplicaId> configured) throws IOException {
        files.sweep(owner, claim -> inherits(claim, configured)); // 3
        thread.start();
    }

    private boolean inherits(Handoff.Claim claim, Set<ReplicaId> configured) {
        ReplicaId id = ReplicaId.local(claim.poolId(), claim.replicaId());
        boolean lives =
                configured.contains(id)
                        && record(claim.url())
                                .filter(found -> found.identity().provenAlive())
                                .isPresent();
        if (lives) {
            inherited.put(
                    id,
                    new Written(
                            claim.url(), claim.engineVersion(), claim.modelId(), claim.draining()));
        }
        return lives;
    }

    /** How a replica is now. */
    public synchronized void changed(ReplicaStatus status) {
        newest.put(status.id(), status);
        due(status.id());
    }

    /** A replica is gone. */
    public synchronized void gone(ReplicaId id) {
        newest.remove(id);
        due(id);
    }

    /** Whether the replicas of a pool are being drained. */
    public synchronized void drain(String poolId, boolean now) {
        if (now ? draining.add(poolId) : draining.remove(poolId)) {
            newest.keySet().stream().filter(id -> id.pool().equals(poolId)).forEach(this::due);
        }
    }

    /** Waits until the files are as was told so far, some seconds at most. */
    public synchronized void awaitWritten() throws InterruptedException {
        long deadline = System.nanoTime() + CAUGHT_UP_MS * 1_000_000;
        while ((!due.isEmpty() || busy != null) && !closed) {
            long leftMs = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                return;
            }
            wait(leftMs);
        }
    }

    private synchronized void due(ReplicaId id) {
        due.add(id);
        notifyAll();
    }

    private void keepWriting() {
        try {
            while (true) {
                ReplicaId id = next();
                try {
                    write(id);
                    done();
                } catch (IOException problem) { // 4
                    LOG.atWarn()
                            .addKeyValue("cause", problem.toString())
                            .log("A handoff file cannot be written; it is tried again.");
                    done();
                    Thread.sleep(AGAIN_MS);
                    due(id);
                }
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized ReplicaId next() throws InterruptedException {
        while (due.isEmpty()) {
            wait();
        }
        ReplicaId id = due.iterator().next();
        due.remove(id);
        busy = id;
        return id;
    }

    private synchronized void done() {
        busy = null;
        notifyAll();
    }

    private void write(ReplicaId id) throws IOException, InterruptedException {
        ReplicaStatus status;
        boolean drains;
        synchronized (this) {
            status = newest.get(id);
            drains = draining.contains(id.pool());
        }
        if (status != null && status.ready()) {
            Written now =
                    new Written(
                            status.url(),
                            status.engineVersion(),
                            status.models().getFirst(),
                            drains);
            Written before = inherited.remove(id);
            if (!now.equals(before == null ? written.get(id) : before)) {
                files.write(handoff(status, drains)); // 1
            }
            written.put(id, now);
        } else if (status == null || written.containsKey(id) || !unknownYet(status)) { // 3
            files.remove(id.pool(), id.replica()); // 2
            inherited.remove(id);
            written.remove(id);
        }
    }

    private static boolean unknownYet(ReplicaStatus status) {
        return status.live() && status.url().isEmpty() && status.lastError() == null;
    }

    private Handoff handoff(ReplicaStatus status, boolean drains) throws InterruptedException {
        String keyFile = record(status.url()).map(RunRecord::apiKeyFile).orElse(null);
        Optional<EngineUse> use = EngineUse.look(status.url(), key(keyFile), patience);
        int free = use.map(now -> now.slots() - now.busy()).orElse(status.slots());
        return new Handoff(
                status.id().pool(),
                status.id().replica(),
                status.url(),
                status.engine().wireName(),
                status.engineVersion(),
                status.devices(),
                status.slots(),
                Math.clamp(free, 0, status.slots()),
                status.models().getFirst(),
                use.map(EngineUse::modelPath).orElse(""),
                keyFile,
                drains,
                owner);
    }

    private Optional<RunRecord> record(String url) {
        return records.all().stream().filter(each -> each.url().equals(url)).findFirst();
    }

    private static @Nullable String key(@Nullable String file) {
        return file == null ? null : EngineKeyFile.read(Path.of(file)).orElse(null);
    }

    /** Ends the writing; what is handed over stays so. Blocks until the thread is gone. */
    public void stop() throws InterruptedException {
        awaitWritten();
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
        thread.join();
    }
}
