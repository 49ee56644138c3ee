package org.llamaorch.poolmanager;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.core.placement.ReplicaCondition;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.placement.Vram;
import org.llamaorch.poolmanager.process.EngineKeyFile;
import org.llamaorch.poolmanager.process.RunRecord;
import org.llamaorch.poolmanager.supervise.EngineProperties;
import org.llamaorch.poolmanager.supervise.ReplicaMachine;

/**
 * Turns what supervision knows of a replica into the status the scheduler is told. Safe from any
 * thread.
 */
final class ReplicaReports {

    private final PoolRuntimeSpec spec;
    private final PoolListener listener;
    private final Runnable onReady;
    private final Map<String, Integer> restarts = new ConcurrentHashMap<>();

    ReplicaReports(PoolRuntimeSpec spec, PoolListener listener, Runnable onReady) {
        this.spec = spec;
        this.listener = listener;
        this.onReady = onReady;
    }

    /** It is configured and being prepared: tasks for it may wait. */
    void expected(ReplicaRuntimeSpec replica) {
        listener.replicaChanged(awaited(replica));
    }

    /** How a replica is told of that is being prepared. */
    ReplicaStatus awaited(ReplicaRuntimeSpec replica) {
        return status(replica, null, null, true, false, null, 0, false);
    }

    /** It cannot be started; {@code retryAtMs} is 0 when that will not change by itself. */
    void refused(ReplicaRuntimeSpec replica, String cause, long retryAtMs) {
        listener.replicaChanged(status(replica, null, null, false, false, cause, retryAtMs, false));
    }

    /** How a replica is told of that has no engine, for that cause. */
    ReplicaStatus without(ReplicaRuntimeSpec replica, String cause) {
        return without(spec, replica, cause);
    }

    /** The same of a replica of that pool. */
    static ReplicaStatus without(
            PoolRuntimeSpec spec, ReplicaRuntimeSpec replica, @Nullable String cause) {
        return status(spec, replica, null, null, false, false, cause, 0, false);
    }

    /** As its state machine has it. */
    void supervised(
            ReplicaRuntimeSpec replica, ReplicaMachine machine, @Nullable RunRecord record) {
        int counted = machine.restarts();
        Integer before = restarts.put(replica.id(), counted);
        if (counted > (before == null ? 0 : before)) {
            listener.engineRestarted(ReplicaId.local(spec.poolId(), replica.id()));
        }
        boolean ready = machine.phase() == ReplicaMachine.Phase.READY;
        boolean live =
                !machine.breakerOpen()
                        && machine.phase() != ReplicaMachine.Phase.STOPPING
                        && machine.phase() != ReplicaMachine.Phase.STOPPED;
        if (ready) {
            onReady.run();
            if (record != null) {
                String keyFile = record.apiKeyFile();
                listener.engineKey(
                        record.url(),
                        keyFile == null ? Optional.empty() : EngineKeyFile.read(Path.of(keyFile)));
            }
        }
        listener.replicaChanged(
                status(
                        replica,
                        record,
                        machine.properties(),
                        live,
                        ready,
                        machine.lastError(),
                        machine.retryAtMs(),
                        machine.breakerOpen()));
    }

    private ReplicaStatus status(
            ReplicaRuntimeSpec replica,
            @Nullable RunRecord record,
            @Nullable EngineProperties properties,
            boolean live,
            boolean ready,
            @Nullable String lastError,
            long retryAtMs,
            boolean breakerOpen) {
        return status(
                spec, replica, record, properties, live, ready, lastError, retryAtMs, breakerOpen);
    }

    private static ReplicaStatus status(
            PoolRuntimeSpec spec,
            ReplicaRuntimeSpec replica,
            @Nullable RunRecord record,
            @Nullable EngineProperties properties,
            boolean live,
            boolean ready,
            @Nullable String lastError,
            long retryAtMs,
            boolean breakerOpen) {
        List<String> models = new ArrayList<>();
        models.add(spec.modelRef());
        models.addAll(spec.aliases());
        return new ReplicaStatus(
                ReplicaId.local(spec.poolId(), replica.id()),
                record == null ? "" : record.url(),
                spec.engine(),
                record == null ? "" : record.engineVersion(),
                models,
                record == null ? null : record.modelDigest(),
                properties == null ? spec.slots() : properties.slots(),
                properties == null ? spec.ctx() : properties.ctxPerSlot(),
                Set.of(spec.workload()),
                replica.devices(),
                new ReplicaCondition(live, ready, lastError, retryAtMs, breakerOpen),
                Vram.UNKNOWN,
                ReplicaOrigin.CONFIGURATION);
    }
}
