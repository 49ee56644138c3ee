package org.llamaorch.poolmanager;

import java.nio.file.Path;
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
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.gpu.Gpu;
import org.llamaorch.poolmanager.process.EngineLog;
import org.llamaorch.poolmanager.process.RunRecord;
import org.llamaorch.poolmanager.process.RunRecords;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.model.Models;
import org.llamaorch.poolmanager.supervise.LlamaCppProbe;
import org.llamaorch.poolmanager.supervise.ProbeResult;
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
    private final Gate gate;
    private final RecordNames names;
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
            Gate gate,
            RecordNames names,
            LongSupplier clockMs) {
        this.spec = spec;
        this.settings = settings;
        this.sources = sources;
        this.gate = gate;
        this.names = names;
        this.clockMs = clockMs;
        this.records = new RunRecords(settings.home());
        this.probe = new LlamaCppProbe(spec.workload() == Workload.COMPLETION);
        this.board = new PreparationBoard(spec.poolId(), gate, clockMs);
        this.provisioning = new Provisioning(spec, settings, sources, board);
        this.reports = new ReplicaReports(spec, gate, board::clear);
        this.looked = new CountDownLatch(spec.replicas().size());
    }

    /** Begins; returns at once, and has told by then that the pool still has to be prepared. */
    void start() {
        provisioning.plan();
        for (ReplicaRuntimeSpec replica : spec.replicas()) {
            reports.expected(replica);
            thread("adopt-" + replica.id(), () -> adopt(replica));
        }
        thread("prepare", this::prepare);
    }

    PoolRuntimeSpec spec() {
        return spec;
    }

    Gate gate() {
        return gate;
    }

    RecordNames names() {
        return names;
    }

    /** Brings engine and model here, for {@link #startProvided}; blocks. */
    void provide() throws ProvisioningFailed, InterruptedException {
        Provisioned found = provisioning.provide();
        synchronized (this) {
            if (!stopped) {
                provisioned = found;
                return;
            }
        }
        found.close();
        throw new InterruptedException("the pool was stopped");
    }

    /** Starts new engines of what was provided, whatever an earlier daemon left. */
    void startProvided() {
        for (ReplicaRuntimeSpec replica : spec.replicas()) {
            reports.expected(replica);
            looked.countDown();
            startUnlessAdopted(replica);
        }
    }

    /** Waits until all engines are ready; null when they are, else why not. */
    @Nullable String awaitReady() throws InterruptedException {
        return gate.awaitReady(spec.replicas().size(), settings.times().loadTimeout());
    }

    /** How the replicas are told of while they are prepared. */
    List<ReplicaStatus> awaited() {
        return spec.replicas().stream().map(reports::awaited).toList();
    }

    /** Whether it was stopped, and only stands for what it was to run. */
    synchronized boolean stopped() {
        return stopped;
    }

    /** How the replicas are told of once their engines are gone on purpose. */
    List<ReplicaStatus> without(String cause) {
        return spec.replicas().stream().map(replica -> reports.without(replica, cause)).toList();
    }

    /** Memory of this machine that the engines of what was provided take. */
    long bytesOnProcessor() {
        Provisioned from = provisioned;
        long engines = spec.replicas().stream().filter(ReplicaRuntimeSpec::onProcessor).count();
        return from == null ? 0 : engines * from.model().header().sizeBytes();
    }

    /** Memory of each GPU, by its number, that the engines of what was provided take. */
    Map<Integer, Long> bytesOnGpus() {
        Provisioned from = provisioned;
        Map<Integer, Long> bytes = new HashMap<>();
        if (from != null) {
            for (ReplicaRuntimeSpec replica : spec.replicas()) {
                replica.gpus()
                        .shares(from.model().header().sizeBytes())
                        .forEach((gpu, share) -> bytes.merge(gpu, share, Long::sum));
            }
        }
        return bytes;
    }

    /** The GPUs of this machine as they are now; blocks. */
    List<Gpu> gpusNow() throws InterruptedException {
        return settings.gpus().gpus();
    }

    /** Has every engine decode a token. Says which cannot; empty when all do. */
    Optional<String> decode() throws InterruptedException {
        for (ReplicaRuntimeSpec replica : spec.replicas()) {
            RunRecord record = records.read(spec.poolId(), names.of(replica.id())).orElse(null);
            if (record == null) {
                return Optional.of("The engine of replica " + replica.id() + " does not run.");
            }
            if (probe.look(
                            record.url(),
                            Adoption.key(record),
                            true,
                            settings.times().healthTimeout())
                    instanceof ProbeResult.Failed(String cause)) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }

    /** Ends all engines of the pool and waits until they are gone (contract §9: a normal exit). */
    void stop(String cause) throws InterruptedException {
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
                LOG.atWarn()
                        .addKeyValue("pool_id", spec.poolId())
                        .log("An engine of a pool does not end in time.");
            }
        }
        for (Thread each : busy) {
            each.join();
        }
        board.clear();
        Provisioned held = provisioned;
        if (held != null) {
            held.close();
        }
        for (ReplicaRuntimeSpec replica : spec.replicas()) {
            gate.replicaGone(ReplicaId.local(spec.poolId(), replica.id()), cause);
        }
    }

    private void adopt(ReplicaRuntimeSpec replica) throws InterruptedException {
        try {
            Adoption adoption = new Adoption(records, probe, settings.times());
            Optional<String> wanted = wanted(replica);
            boolean adopted = false;
            for (String name : recordsOf(replica)) {
                Optional<Adoption.Found> found =
                        adoption.look(spec.poolId(), name, adopted ? Optional.empty() : wanted);
                if (found.isPresent()) {
                    adopted = true;
                    names.adopted(name);
                    take(replica, found.get());
                }
            }
        } finally {
            looked.countDown();
        }
    }

    private List<String> recordsOf(ReplicaRuntimeSpec replica) {
        return records.all().stream()
                .filter(record -> record.poolId().equals(spec.poolId()))
                .map(RunRecord::replicaId)
                .filter(name -> RecordNames.replicaOf(name).equals(replica.id()))
                .sorted()
                .toList();
    }

    private void take(ReplicaRuntimeSpec replica, Adoption.Found found) {
        ReplicaSupervisor supervisor = supervisor(replica);
        if (!keep(replica, supervisor)) {
            return;
        }
        if (found.properties() != null) {
            supervisor.adopt(found.engine(), found.properties());
        } else {
            supervisor.adoptLoading(found.engine());
        }
    }

    /** What an engine to adopt must have been started for; empty when the model is not known. */
    private Optional<String> wanted(ReplicaRuntimeSpec replica) {
        try {
            Models models = new Models(settings.provision());
            return models.knownDigest(models.source(spec.modelRef()))
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
                LOG.atWarn()
                        .addKeyValue("pool_id", spec.poolId())
                        .addKeyValue("cause", failure.sentence())
                        .log("A pool is not ready: its engine or its model is missing.");
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
            board.running(provisioning.warmupStep()).phase("loading the model", 0);
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
        String recordId = names.of(replica.id());
        Path output = records.outputFile(spec.poolId(), recordId);
        Path log =
                settings.home()
                        .resolve("logs")
                        .resolve("engines")
                        .resolve(output.getFileName().toString().replace(".out", ".log"));
        return new ReplicaSupervisor(
                new ReplicaSupervisor.Parts(
                        spec.poolId() + "/" + replica.id(),
                        settings.times(),
                        new LlamaCppLauncher(
                                spec,
                                replica,
                                recordId,
                                records,
                                sources.memoryBytes(),
                                settings.gpus(),
                                () -> provisioned),
                        probe,
                        records,
                        onLine ->
                                new EngineLog(
                                        output,
                                        log,
                                        settings.logLimitBytes(),
                                        settings.redact(),
                                        onLine),
                        clockMs,
                        (machine, record) -> reports.supervised(replica, machine, record)));
    }

    /** The number of the process that serves a replica now, for operators and tests. */
    public OptionalInt pid(String replicaId) {
        return records.read(spec.poolId(), names.of(replicaId))
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
                                LOG.atError()
                                        .addKeyValue("pool_id", spec.poolId())
                                        .setCause(defect)
                                        .log("A pool fails because of a defect.");
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
