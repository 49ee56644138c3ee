package org.llamaorch.poolmanager;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.poolmanager.process.EngineKeyFile;
import org.llamaorch.poolmanager.process.EngineProcess;
import org.llamaorch.poolmanager.process.RunRecord;
import org.llamaorch.poolmanager.process.RunRecords;
import org.llamaorch.poolmanager.supervise.EngineProperties;
import org.llamaorch.poolmanager.supervise.Launch;
import org.llamaorch.poolmanager.supervise.ProbeResult;
import org.llamaorch.poolmanager.supervise.ReadinessProbe;
import org.llamaorch.poolmanager.supervise.SupervisionTimes;

/**
 * Looks for the engine that an earlier daemon left for a replica (contract §9, Adopt). In this
 * order: 1. no record, nothing; 2. the record's process is not proven to be the one that lives:
 * nothing is touched; 3. it was started for something else, or does not answer: it is ended; 4. it
 * is loading or serving: it is taken over.
 */
final class Adoption {

    private final RunRecords records;
    private final ReadinessProbe probe;
    private final SupervisionTimes times;

    Adoption(RunRecords records, ReadinessProbe probe, SupervisionTimes times) {
        this.records = records;
        this.probe = probe;
        this.times = times;
    }

    /**
     * An engine to take over.
     *
     * @param properties what it said of itself; null when it has not decoded a token yet
     */
    record Found(Launch engine, @Nullable EngineProperties properties) {}

    /** Looks; {@code specification} is what is wanted now, empty when that is not known. */
    Optional<Found> look(String poolId, String recordId, Optional<String> specification)
            throws InterruptedException {
        Optional<RunRecord> read = records.read(poolId, recordId);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        RunRecord record = read.get();
        if (!record.identity().provenAlive()) {
            records.delete(poolId, recordId);
            return Optional.empty();
        }
        Launch engine = new Launch(EngineProcess.adopted(record.identity()), record);
        if (!specification.equals(Optional.of(record.specification()))) {
            return end(engine);
        }
        return switch (probe.look(record.url(), key(record), false, patience())) {
            case ProbeResult.Serving(EngineProperties properties) ->
                    Optional.of(new Found(engine, record.decoded() ? properties : null));
            case ProbeResult.Loading _ -> Optional.of(new Found(engine, null));
            case ProbeResult.Failed _ -> end(engine);
        };
    }

    /** Ends an engine whose identity is proven, with its group, and forgets it. */
    Optional<Found> end(Launch engine) throws InterruptedException {
        engine.process().end(times.stopGrace());
        records.delete(engine.record().poolId(), engine.record().replicaId());
        return Optional.empty();
    }

    private Duration patience() {
        return times.healthTimeout();
    }

    static @Nullable String key(RunRecord record) {
        String file = record.apiKeyFile();
        return file == null ? null : EngineKeyFile.read(Path.of(file)).orElse(null);
    }
}
