package org.llamaorch.poolmanager;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.poolmanager.process.EngineLog;
import org.llamaorch.poolmanager.process.RunRecords;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.model.ModelRef;
import org.llamaorch.poolmanager.provision.model.Models;
import org.llamaorch.poolmanager.supervise.LlamaCppProbe;
import org.llamaorch.poolmanager.supervise.ReadinessProbe;
import org.llamaorch.poolmanager.supervise.ReplicaSupervisor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pool's engines: takes over what an earlier daemon left, provisions beside it, starts the
 * rest, keeps them serving. Guarded by its lock; nothing foreign is called under it.
 */
public final class PoolSupervisor {

    private static final Logger LOG = LoggerFactory.getLogger(PoolSupervisor.class);

    private final PoolRuntimeSpec spec;
    private final PoolSettings settings;
    private final PoolListener listener;
    private final LongSupplier clockMs;
    private final RunRecords records;
    private final PoolSources sources;
    private final ReadinessProbe probe;
    private final PreparationBoard board;
    private final Provisioning provisioning;
    private final ReplicaReports reports;
    private final Map<String, ReplicaSupervisor> supervisors = new HashMap<>();
    private final CountDownLatch looked;
    private final List<Thread> threads = new ArrayList<>();
    private boolean stopped;
    private volatile @Nullable Provisioned provisioned;

    PoolSupervisor(
            PoolRuntimeSpec spec,
            PoolSettings settings,
            PoolSources sources,
            PoolListener listener,
            LongSupplier clockMs) {
        this.spec = spec;
        this.settings = settings;
        this.sources = sources;
        this.listener = listener;
        this.clockMs = clockMs;
        this.records = new RunRecords(settings.home());
        this.probe = new LlamaCppProbe(spec.workload() == Workload.COMPLETION);
        this.board = new PreparationBoard(spec.poolId(), listener, clockMs);
        this.provisioning = new Provisioning(spec, settings, sources, board);
        this.reports = new ReplicaReports(spec, listener, board::clear);
        this.looked = new CountDownLatch(spec.replicas().size());
    }

    /** Begins; returns at once. */
    void start() {
        for (ReplicaRuntimeSpec replica : spec.replicas()) {
            reports.expected(replica);
            thread("adopt-" + replica.id(), () -> adopt(replica));
        }
        thread("prepare", this::prepare);
    }

    /** Ends all engines of the pool and waits until they are gone (contract §9: a normal exit). */
    void stop() throws InterruptedException {
        List<Thread> busy;
        List<ReplicaSupervisor> running;
        synchronized (this) {
            stopped = true;
            busy = List.copyOf(threads);
            running = List.copyOf(supervisors.values());
        }
        busy.forEach(Thread::interrupt);
        running.forEach(ReplicaSupervisor::stop);
        for (ReplicaSupervisor each : running) {
            if (!each.awaitFinished()) {
                LOG.warn("An engine of pool {} did not end in time", spec.poolId());
            }
        }
        for (Thread each : busy) {
            each.join();
        }
        Provisioned held = provisioned;
        if (held != null) {
            held.close();
        }
        for (ReplicaRuntimeSpec replica : spec.replicas()) {
            listener.replicaGone(ReplicaId.local(spec.poolId(), replica.id()), "The daemon stops.");
        }
    }

    private void adopt(ReplicaRuntimeSpec replica) throws InterruptedException {
        try {
            new Adoption(records, probe, settings.times())
                    .look(spec.poolId(), replica.id(), wanted(replica))
                    .ifPresent(found -> {
                        ReplicaSupervisor supervisor = supervisor(replica);
                        if (!keep(replica, supervisor)) {
                            return;
                        }
                        if (found.properties() != null) {
                            supervisor.adopt(found.engine(), found.properties());
                        } else {
                            supervisor.adoptLoading(found.engine());
                        }
                    });
        } finally {
            looked.countDown();
        }
    }

    /** What an engine to adopt must have been started for; empty when the model is not known. */
    private Optional<String> wanted(ReplicaRuntimeSpec replica) {
        try {
            return new Models(settings.provision())
                    .knownDigest(ModelRef.parse(spec.modelRef()))
                    .map(digest -> spec.specification(replica, digest));
        } catch (ProvisioningFailed _) {
            return Optional.empty();
        }
    }

    private void prepare() throws InterruptedException {
        long waitMs = settings.times().firstBackoff().toMillis();
        while (true) {
            try {
                provisioned = provisioning.provide();
                looked.await();
                for (ReplicaRuntimeSpec replica : spec.replicas()) {
                    startUnlessAdopted(replica);
                }
                return;
            } catch (ProvisioningFailed failure) {
                LOG.warn("Pool {} is not ready: {}", spec.poolId(), failure.sentence());
                boolean again = failure.kind().passing();
                looked.await();
                for (ReplicaRuntimeSpec replica : spec.replicas()) {
                    if (!supervised(replica)) {
                        reports.refused(
                                replica,
                                failure.sentence(),
                                again ? clockMs.getAsLong() + waitMs : 0);
                    }
                }
                if (!again) {
                    return;
                }
                Thread.sleep(waitMs);
                waitMs = Math.min(2 * waitMs, settings.times().longestBackoff().toMillis());
            }
        }
    }

    private void startUnlessAdopted(ReplicaRuntimeSpec replica) {
        if (supervised(replica)) {
            return;
        }
        ReplicaSupervisor supervisor = supervisor(replica);
        if (keep(replica, supervisor)) {
            var _ = board.running(provisioning.warmupStep());
            supervisor.start();
        }
    }

    private synchronized boolean supervised(ReplicaRuntimeSpec replica) {
        return supervisors.containsKey(replica.id());
    }

    /** Keeps a supervisor that is about to run; not any more once the pool was stopped. */
    private synchronized boolean keep(ReplicaRuntimeSpec replica, ReplicaSupervisor supervisor) {
        if (stopped) {
            return false;
        }
        supervisors.put(replica.id(), supervisor);
        return true;
    }

    private ReplicaSupervisor supervisor(ReplicaRuntimeSpec replica) {
        String name = spec.poolId() + "/" + replica.id();
        return new ReplicaSupervisor(
                new ReplicaSupervisor.Parts(
                        name,
                        settings.times(),
                        new LlamaCppLauncher(
                                spec, replica, records, sources.memoryBytes(), () -> provisioned),
                        probe,
                        records,
                        onLine ->
                                new EngineLog(
                                        records.outputFile(spec.poolId(), replica.id()),
                                        settings.home()
                                                .resolve("logs")
                                                .resolve("engines")
                                                .resolve(
                                                        records.outputFile(
                                                                        spec.poolId(), replica.id())
                                                                .getFileName()
                                                                .toString()
                                                                .replace(".out", ".log")),
                                        settings.logLimitBytes(),
                                        settings.redact(),
                                        onLine),
                        clockMs,
                        (machine, record) -> reports.supervised(replica, machine, record)));
    }

    /** The number of the process that serves a replica now, for operators and tests. */
    public OptionalInt pid(String replicaId) {
        return records.read(spec.poolId(), replicaId)
                .map(record -> OptionalInt.of((int) record.identity().pid()))
                .orElse(OptionalInt.empty());
    }

    private void thread(String what, Waiting waiting) {
        Thread thread =
                Thread.ofVirtual()
                        .name("pool-" + spec.poolId() + "-" + what)
                        .unstarted(() -> {
                            try {
                                waiting.run();
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            } catch (RuntimeException defect) {
                                LOG.error("Pool {} failed", spec.poolId(), defect);
                            }
                        });
        synchronized (this) {
            threads.add(thread);
        }
        thread.start();
    }

    @FunctionalInterface
    private interface Waiting {
        void run() throws InterruptedException;
    }
}
