package org.llamaorch.poolmanager;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.llamaorch.poolmanager.process.EngineProcess;
import org.llamaorch.poolmanager.process.ProcessIdentity;
import org.llamaorch.poolmanager.process.RunRecord;
import org.llamaorch.poolmanager.process.RunRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All pools whose engines run on this machine for one state folder (contract §9). A normal {@link
 * #stop} ends every engine; when the daemon dies instead, the next one takes them over. One {@link
 * #start} and one {@link #stop}, from any thread.
 */
public final class PoolSupervision {

    private static final Logger LOG = LoggerFactory.getLogger(PoolSupervision.class);

    private final PoolSettings settings;
    private final PoolSources sources;
    private final PoolListener listener;
    private final LongSupplier clockMs;
    private final Map<String, PoolSupervisor> pools = new LinkedHashMap<>();

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
            PoolSupervisor pool = new PoolSupervisor(spec, settings, sources, listener, clockMs);
            pools.put(spec.poolId(), pool);
            pool.start();
        }
        for (EngineProcess stray : strays) {
            LOG.info("Ending an engine that nothing needs any more: {}", stray.identity().pid());
            Thread.ofVirtual().name("stray").start(() -> end(stray));
        }
    }

    /** Ends all engines and waits until they are gone, a little longer than the stop grace. */
    public synchronized void stop() throws InterruptedException {
        List<Thread> stopping = new ArrayList<>();
        for (PoolSupervisor pool : pools.values()) {
            stopping.add(
                    Thread.ofVirtual()
                            .name("stop-pool")
                            .start(() -> {
                                try {
                                    pool.stop();
                                } catch (InterruptedException _) {
                                    Thread.currentThread().interrupt();
                                }
                            }));
        }
        for (Thread each : stopping) {
            each.join();
        }
        pools.clear();
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
                .anyMatch(replica -> replica.id().equals(record.replicaId()));
    }

    private void end(EngineProcess stray) {
        try {
            stray.end(settings.times().stopGrace());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
