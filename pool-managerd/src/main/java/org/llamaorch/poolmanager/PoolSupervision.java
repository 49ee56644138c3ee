package org.llamaorch.poolmanager;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.gpu.Gpu;
import org.llamaorch.poolmanager.gpu.GpuWatch;
import org.llamaorch.poolmanager.process.EngineProcess;
import org.llamaorch.poolmanager.process.ProcessIdentity;
import org.llamaorch.poolmanager.process.RunRecord;
import org.llamaorch.poolmanager.process.RunRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All pools whose engines run on this machine for one state folder (contract §9). A normal {@link
 * #stop} ends every engine; when the daemon dies instead, the next one takes them over. One {@link
 * #start} and one {@link #stop}; everything from any thread.
 */
public final class PoolSupervision {

    private static final Logger LOG = LoggerFactory.getLogger(PoolSupervision.class);

    private final PoolSettings settings;
    private final PoolSources sources;
    private final PoolListener listener;
    private final LongSupplier clockMs;
    private final Map<String, PoolSupervisor> pools = new LinkedHashMap<>();

    /** Engines that were replaced and end when nothing runs on them any more. */
    private final List<PoolSupervisor> replaced = new ArrayList<>();

    /** Who changes the model of which pool. */
    private final Map<String, Thread> reloading = new HashMap<>();

    private boolean stopping;
    private @Nullable GpuWatch watch;

    /**
     * Nothing runs yet.
     *
     * @param clockMs epoch milliseconds that never go back
     */
    public PoolSupervision(
            PoolSettings settings,
            PoolSources sources,
            PoolListener listener,
            LongSupplier clockMs) {
        this.settings = settings;
        this.sources = sources;
        this.listener = listener;
        this.clockMs = clockMs;
    }

    /**
     * Starts all pools at once and ends what earlier daemons of this state folder left for replicas
     * that are no more. Returns at once; the listener is told the rest.
     */
    public synchronized void start(List<PoolRuntimeSpec> specs) {
        if (!pools.isEmpty()) {
            throw new IllegalStateException("supervision was started before");
        }
        List<EngineProcess> strays = strays(specs);
        for (PoolRuntimeSpec spec : specs) {
            add(spec);
        }
        for (EngineProcess stray : strays) {
            LOG.atInfo()
                    .addKeyValue("pid", stray.identity().pid())
                    .log("An engine that nothing needs any more is ended.");
            Thread.ofVirtual().name("stray").start(() -> end(stray));
        }
    }

    /** Runs another pool beside those that run. */
    public synchronized void add(PoolRuntimeSpec spec) {
        PoolSupervisor pool = supervisor(spec, Gate.Passing.EVERYTHING, new RecordNames(List.of()));
        pools.put(spec.poolId(), pool);
        pool.start();
        if (watch == null && !spec.replicas().stream().allMatch(ReplicaRuntimeSpec::onProcessor)) {
            watch = new GpuWatch(settings.gpus(), settings.gpuLook(), this::gpusSeen);
            watch.start();
        }
    }

    private synchronized void gpusSeen(List<Gpu> gpus) {
        pools.values().forEach(pool -> pool.gate().gpus(gpus));
    }

    /** Ends all engines and waits until they are gone, a little longer than the stop grace. */
    public void stop() throws InterruptedException {
        List<Thread> changing;
        GpuWatch watching;
        synchronized (this) {
            stopping = true;
            watching = watch;
            watch = null;
            changing = List.copyOf(reloading.values());
        }
        if (watching != null) {
            watching.stop();
        }
        changing.forEach(Thread::interrupt);
        for (Thread each : changing) {
            each.join();
        }
        List<PoolSupervisor> running;
        synchronized (this) {
            running = new ArrayList<>(pools.values());
            running.addAll(replaced);
            pools.clear();
            replaced.clear();
        }
        List<Thread> ending = new ArrayList<>();
        for (PoolSupervisor pool : running) {
            ending.add(
                    Thread.ofVirtual()
                            .name("stop-pool")
                            .start(() -> {
                                try {
                                    pool.stop("The daemon stops.");
                                } catch (InterruptedException _) {
                                    Thread.currentThread().interrupt();
                                }
                            }));
        }
        for (Thread each : ending) {
            each.join();
        }
    }

    /**
     * Puts another model in the place of the one that the pool serves; see {@link Reload}. Blocks
     * until it is served or has failed, up to the load timeout and as long as what runs takes. The
     * calling thread is interrupted when all is stopped.
     *
     * @throws InterruptedException when everything was stopped meanwhile
     */
    public ReloadResult reload(String poolId, String modelRef, ReloadMode mode, ReloadHost host)
            throws InterruptedException {
        PoolSupervisor old;
        synchronized (this) {
            old = pools.get(poolId);
            if (old == null) {
                return new ReloadResult.Failed(
                        "The engines of the pool are not started here: load the model where they"
                                + " are, and register them again.");
            }
            if (stopping || reloading.putIfAbsent(poolId, Thread.currentThread()) != null) {
                return new ReloadResult.Failed("Another reload of the pool is not over yet.");
            }
        }
        try {
            Reload.Outcome outcome =
                    new Reload(sources, host, listener, this::successor).run(old, modelRef, mode);
            PoolSupervisor before = outcome.replaced();
            synchronized (this) {
                pools.put(poolId, outcome.serving());
                if (before != null) {
                    replaced.add(before);
                    Thread.ofVirtual()
                            .name("retire-" + poolId)
                            .start(() -> retire(before, poolId, host));
                }
            }
            return outcome.result();
        } finally {
            synchronized (this) {
                reloading.remove(poolId);
            }
        }
    }

    /**
     * Deletes from the cache; the engines of a pool whose engine or model goes are ended first, and
     * a {@link #reload} brings it back. Blocks.
     */
    public Purge.Result purge(String poolId, Purge purge, ReloadHost host)
            throws InterruptedException {
        PoolSupervisor pool;
        synchronized (this) {
            pool = pools.get(poolId);
            if (reloading.putIfAbsent(poolId, Thread.currentThread()) != null) {
                return new Purge.Result(
                        List.of(),
                        List.of(new Purge.Kept(poolId, "A reload of the pool is not over yet.")),
                        0);
            }
        }
        try {
            if (pool != null && !pool.stopped() && endsFor(purge, pool)) {
                endForPurge(pool, purge, host);
            }
            host.progress("deleting");
            return new CachePurge(
                            settings.provision().cache(),
                            sources,
                            modelsInUse(),
                            purge.downloadsToo())
                    .run(purge);
        } finally {
            synchronized (this) {
                reloading.remove(poolId);
            }
        }
    }

    /** Whether something would be deleted that the pool uses and no other one does. */
    private synchronized boolean endsFor(Purge purge, PoolSupervisor pool) {
        List<String> others =
                pools.values().stream()
                        .filter(each -> each != pool && !each.stopped())
                        .map(each -> each.spec().modelRef())
                        .toList();
        String own = pool.spec().modelRef();
        return (purge.engine() && others.isEmpty())
                || (purge.models().contains(own) && !others.contains(own));
    }

    private void endForPurge(PoolSupervisor pool, Purge purge, ReloadHost host)
            throws InterruptedException {
        String poolId = pool.spec().poolId();
        boolean waits = purge.drainFirst() && !purge.force();
        if (waits) {
            host.progress("waiting");
            host.hold(poolId);
        }
        pool.gate().let(Gate.Passing.NOTHING);
        pool.without("It was purged; a reload serves again.").forEach(listener::replicaChanged);
        pool.stop("It was purged.");
        if (waits) {
            host.release(poolId);
        }
    }

    private synchronized List<String> modelsInUse() {
        return pools.values().stream()
                .filter(pool -> !pool.stopped())
                .map(pool -> pool.spec().modelRef())
                .toList();
    }

    private void retire(PoolSupervisor before, String poolId, ReloadHost host) {
        try {
            host.awaitReplaced(poolId);
            before.stop("It was replaced.");
            synchronized (this) {
                replaced.remove(before);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private PoolSupervisor successor(PoolRuntimeSpec spec, PoolSupervisor beside) {
        List<String> taken = new ArrayList<>(beside.names().inUse());
        synchronized (this) {
            for (PoolSupervisor each : replaced) {
                if (each.spec().poolId().equals(spec.poolId())) {
                    taken.addAll(each.names().inUse());
                }
            }
        }
        return supervisor(spec, Gate.Passing.NOTHING, new RecordNames(taken));
    }

    private PoolSupervisor supervisor(
            PoolRuntimeSpec spec, Gate.Passing passing, RecordNames names) {
        return new PoolSupervisor(
                spec, settings, sources, new Gate(listener, passing), names, clockMs);
    }

    /** Ends the engines of a pool and waits until they are gone; without effect on others. */
    public void end(String poolId) throws InterruptedException {
        PoolSupervisor pool;
        synchronized (this) {
            pool = pools.remove(poolId);
        }
        if (pool != null) {
            pool.stop("It is not run here any more.");
        }
    }

    /** How a replica is told of whose engine is not run here. */
    public static ReplicaStatus notRun(PoolRuntimeSpec spec, ReplicaRuntimeSpec replica) {
        return ReplicaReports.without(spec, replica, null);
    }

    /** The supervisor of a pool. */
    public synchronized Optional<PoolSupervisor> pool(String poolId) {
        return Optional.ofNullable(pools.get(poolId));
    }

    private List<EngineProcess> strays(List<PoolRuntimeSpec> specs) {
        RunRecords records = new RunRecords(settings.home());
        List<RunRecord> recorded = records.all();
        List<EngineProcess> strays =
                new ArrayList<>(
                        records.unrecorded(
                                recorded.stream()
                                        .map(RunRecord::identity)
                                        .filter(ProcessIdentity::provenAlive)
                                        .toList()));
        for (RunRecord record : recorded) {
            if (!configured(specs, record)) {
                if (record.identity().provenAlive()) {
                    strays.add(EngineProcess.adopted(record.identity()));
                }
                records.delete(record.poolId(), record.replicaId());
            }
        }
        return strays;
    }

    private static boolean configured(List<PoolRuntimeSpec> specs, RunRecord record) {
        return specs.stream()
                .filter(spec -> spec.poolId().equals(record.poolId()))
                .flatMap(spec -> spec.replicas().stream())
                .anyMatch(
                        replica -> replica.id().equals(RecordNames.replicaOf(record.replicaId())));
    }

    private void end(EngineProcess stray) {
        try {
            stray.end(settings.times().stopGrace());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
