package org.llamaorch.poolmanager.supervise;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.poolmanager.process.EngineKeyFile;
import org.llamaorch.poolmanager.process.EngineLog;
import org.llamaorch.poolmanager.process.EngineProcess;
import org.llamaorch.poolmanager.process.ExitDiagnosis;
import org.llamaorch.poolmanager.process.RunRecord;
import org.llamaorch.poolmanager.process.RunRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link ReplicaMachine}: one virtual thread feeds it occurrences and carries out its
 * orders; what waits (looks, ends, exits) does so on virtual threads of its own and reports back.
 * The machine and the fields without a lock are confined to that thread.
 */
public final class ReplicaSupervisor {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaSupervisor.class);
    private static final int INBOX = 4096;
    private static final Duration LOG_PUMP = Duration.ofMillis(200);
    private static final Duration AFTER_GRACE = Duration.ofSeconds(8);
    private static final long LONGEST_WAIT_MS = 3_600_000;

    /** Told, on the supervisor's thread, what changed; returns at once. */
    @FunctionalInterface
    public interface Teller {

        /**
         * The replica as it is now.
         *
         * @param machine to be read during the call only
         * @param record of the engine that runs; null when none does
         */
        void tell(ReplicaMachine machine, @Nullable RunRecord record);
    }

    /** What a supervisor works with. */
    public record Parts(
            String name,
            SupervisionTimes times,
            EngineLauncher launcher,
            ReadinessProbe probe,
            RunRecords records,
            EngineLogFactory logs,
            LongSupplier clockMs,
            Teller teller) {}

    /** Makes the log of the replica, which tells each line to the given receiver. */
    @FunctionalInterface
    public interface EngineLogFactory {
        EngineLog open(java.util.function.Consumer<String> onLine);
    }

    private final Parts parts;
    private final ReplicaMachine machine;
    private final LinkedBlockingQueue<Occurrence> inbox = new LinkedBlockingQueue<>(INBOX);
    private final CountDownLatch finished = new CountDownLatch(1);
    private final EngineLog log;
    private volatile int logRun;
    private @Nullable Launch running;
    private @Nullable Launch toAdopt;
    private @Nullable String apiKey;

    public ReplicaSupervisor(Parts parts) {
        this.parts = parts;
        this.machine =
                new ReplicaMachine(parts.times(), () -> ThreadLocalRandom.current().nextDouble());
        this.log = parts.logs().open(this::lineSeen);
    }

    /** Starts an engine and keeps it serving. Once, and not after {@link #adopt}. */
    public void start() {
        offer(new Occurrence.Begin());
        run();
    }

    /** Takes over an engine that serves and has decoded before: it is ready at once. */
    public void adopt(Launch engine, EngineProperties properties) {
        running = engine;
        apiKey = keyOf(engine.record());
        logRun = 1;
        watchExit(1, engine.process());
        offer(new Occurrence.Adopted(properties));
        run();
    }

    /** Takes over an engine that is still loading: it is ready when it has decoded. */
    public void adoptLoading(Launch engine) {
        toAdopt = engine;
        start();
    }

    /** Ends the engine for good; {@link #awaitFinished} waits for it. Any thread. */
    public void stop() {
        offer(new Occurrence.StopAsked());
    }

    /** Waits, at most the grace and a bit, until the engine is gone; false when it is not. */
    public boolean awaitFinished() throws InterruptedException {
        return finished.await(
                parts.times().stopGrace().plus(AFTER_GRACE).toMillis(), TimeUnit.MILLISECONDS);
    }

    private void run() {
        Thread.ofVirtual().name("replica-" + parts.name()).start(this::loop);
        Thread.ofVirtual().name("replica-log-" + parts.name()).start(this::pumpLog);
    }

    private void loop() {
        try {
            while (machine.phase() != ReplicaMachine.Phase.STOPPED) {
                Occurrence next = inbox.poll(waitMs(), TimeUnit.MILLISECONDS);
                for (Order order :
                        machine.on(
                                next == null ? new Occurrence.Wake() : next,
                                parts.clockMs().getAsLong())) {
                    carryOut(order);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException defect) {
            LOG.atError()
                    .addKeyValue("replica_id", replicaId())
                    .setCause(defect)
                    .log("The supervisor of an engine fails because of a defect.");
        } finally {
            finished.countDown();
        }
    }

    private long waitMs() {
        long now = parts.clockMs().getAsLong();
        return Math.clamp(machine.wakeAtMs().orElse(Long.MAX_VALUE / 2) - now, 0, LONGEST_WAIT_MS);
    }

    private void carryOut(Order order) {
        switch (order) {
            case Order.Spawn(int run) -> spawn(run);
            case Order.Look(int run, boolean decode) -> look(run, decode);
            case Order.End(int run) -> end(run);
            case Order.NoteDecoded(int _) -> noteDecoded();
            case Order.Tell() -> tell();
            case Order.Finish() -> {
                forgetRecord();
                tell();
            }
        }
    }

    private void spawn(int run) {
        forgetRecord();
        try {
            Launch adopted = toAdopt;
            toAdopt = null;
            if (adopted == null) {
                log.pump();
                log.forgetLines();
            }
            logRun = run;
            Launch engine = adopted != null ? adopted : parts.launcher().launch();
            running = engine;
            apiKey = keyOf(engine.record());
            offer(new Occurrence.Spawned(run));
            watchExit(run, engine.process());
        } catch (EngineLauncher.Refused refused) {
            offer(new Occurrence.NotSpawned(run, refused.sentence()));
        }
    }

    private void watchExit(int run, EngineProcess process) {
        background(
                "exit",
                () -> {
                    var code = process.awaitEnd();
                    log.pump();
                    offer(new Occurrence.Exited(run, ExitDiagnosis.of(code, log.lastLines())));
                });
    }

    private void look(int run, boolean decode) {
        Launch engine = running;
        if (engine == null) {
            offer(new Occurrence.Looked(run, new ProbeResult.Failed("No engine runs.")));
            return;
        }
        String url = engine.record().url();
        String key = apiKey;
        background(
                "look",
                () ->
                        offer(
                                new Occurrence.Looked(
                                        run,
                                        parts.probe()
                                                .look(
                                                        url,
                                                        key,
                                                        decode,
                                                        parts.times().healthTimeout()))));
    }

    private void end(int run) {
        Launch engine = running;
        if (engine == null) {
            offer(new Occurrence.Ended(run));
            return;
        }
        background(
                "end",
                () -> {
                    engine.process().end(parts.times().stopGrace());
                    log.pump();
                    offer(new Occurrence.Ended(run));
                });
    }

    private void noteDecoded() {
        Launch engine = running;
        if (engine == null) {
            return;
        }
        RunRecord decoded = engine.record().withDecoded(engine.process().observedIdentity());
        running = new Launch(engine.process(), decoded);
        try {
            parts.records().write(decoded);
        } catch (IOException problem) {
            LOG.atWarn()
                    .addKeyValue("replica_id", replicaId())
                    .addKeyValue("cause", problem.toString())
                    .log("A run record cannot be written; a restart does not adopt its engine.");
        }
    }

    private void forgetRecord() {
        Launch engine = running;
        if (engine != null) {
            running = null;
            parts.records().delete(engine.record().poolId(), engine.record().replicaId());
        }
    }

    private void tell() {
        Launch engine = running;
        parts.teller().tell(machine, engine == null ? null : engine.record());
    }

    private void lineSeen(String line) {
        ExitDiagnosis.inLine(line)
                .ifPresent(report -> offer(new Occurrence.FaultSeen(logRun, report)));
    }

    private void pumpLog() {
        try {
            while (!finished.await(LOG_PUMP.toMillis(), TimeUnit.MILLISECONDS)) {
                log.pump();
            }
            log.pump();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable String keyOf(RunRecord record) {
        String file = record.apiKeyFile();
        if (file == null) {
            return null;
        }
        Optional<String> key = EngineKeyFile.read(Path.of(file));
        if (key.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("replica_id", replicaId())
                    .log("The key file of an engine cannot be read or is empty.");
        }
        return key.orElse(null);
    }

    /** As records name it (contract §6). */
    private String replicaId() {
        return ReplicaId.LOCAL_NODE + "/" + parts.name();
    }

    private void offer(Occurrence occurrence) {
        if (!inbox.offer(occurrence) && !(occurrence instanceof Occurrence.FaultSeen)) {
            LOG.atError()
                    .addKeyValue("replica_id", replicaId())
                    .addKeyValue("event", occurrence.getClass().getSimpleName())
                    .log("The supervisor of an engine falls behind and loses an event.");
        }
    }

    private void background(String what, Waiting waiting) {
        Thread.ofVirtual()
                .name("replica-" + what + "-" + parts.name())
                .start(() -> {
                    try {
                        waiting.run();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    @FunctionalInterface
    private interface Waiting {
        void run() throws InterruptedException;
    }
}
