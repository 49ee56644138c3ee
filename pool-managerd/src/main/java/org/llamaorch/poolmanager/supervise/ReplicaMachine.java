package org.llamaorch.poolmanager.supervise;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.poolmanager.process.ExitReport;
import org.llamaorch.poolmanager.process.ExitReport.Fault;

/**
 * Keeps one replica's engine serving (contract §9): occurrences in, orders out, no clock and no
 * thread of its own. Confined to its supervisor's thread.
 *
 * <pre>
 * IDLE      Begin -> STARTING; Adopted -> READY
 * STARTING  Spawned -> LOADING; NotSpawned -> a crash
 * LOADING   a look finds a decoded token -> READY; load timeout, exit or fault -> a crash
 * READY     n failed looks in a row, exit or fault -> a crash
 * a crash   process still there -> ENDING until it is gone; then WAITING (backoff or open breaker)
 * WAITING   the time has come -> STARTING
 * any       StopAsked -> STOPPING until the process is gone -> STOPPED
 * </pre>
 */
public final class ReplicaMachine {

    /** Where a replica is. */
    public enum Phase {
        IDLE,
        STARTING,
        LOADING,
        READY,
        ENDING,
        WAITING,
        STOPPING,
        STOPPED
    }

    private static final long NEVER = Long.MAX_VALUE;

    private final SupervisionTimes times;
    private final RestartPolicy policy;
    private Phase phase = Phase.IDLE;
    private int run;
    private int restarts;
    private long sinceMs;
    private long wakeAtMs = NEVER;
    private long retryAtMs;
    private int failedLooks;
    private boolean looking;
    private boolean breakerOpen;
    private boolean steady;
    private Fault lastFault = Fault.ENDED;
    private @Nullable ExitReport suspicion;
    private @Nullable String lastError;
    private @Nullable EngineProperties properties;

    /**
     * A replica that has not begun.
     *
     * @param random from 0 inclusive to 1 exclusive, for the jitter
     */
    public ReplicaMachine(SupervisionTimes times, DoubleSupplier random) {
        this.times = times;
        this.policy = new RestartPolicy(times, random);
    }

    public Phase phase() {
        return phase;
    }

    /** Counts the engines that were started. */
    public int run() {
        return run;
    }

    /** How often an engine was started again after a crash. */
    public int restarts() {
        return restarts;
    }

    /** Whether the breaker holds back the next start. */
    public boolean breakerOpen() {
        return breakerOpen;
    }

    /** When the next start comes, while it waits; 0 otherwise. */
    public long retryAtMs() {
        return retryAtMs;
    }

    /** Why it does not serve, or its last crash. */
    public @Nullable String lastError() {
        return lastError;
    }

    /** What the engine said of itself when it last became ready. */
    public @Nullable EngineProperties properties() {
        return properties;
    }

    /** When it wants {@link Occurrence.Wake}; empty while it waits for something else. */
    public OptionalLong wakeAtMs() {
        return wakeAtMs == NEVER ? OptionalLong.empty() : OptionalLong.of(wakeAtMs);
    }

    /** One occurrence at {@code nowMs}, a clock that never goes back; what to do about it. */
    public List<Order> on(Occurrence occurrence, long nowMs) {
        return switch (occurrence) {
            case Occurrence.Begin() -> phase == Phase.IDLE ? spawn(nowMs) : List.of();
            case Occurrence.Adopted(EngineProperties found) -> adopted(found, nowMs);
            case Occurrence.Spawned(int of) -> spawned(of, nowMs);
            case Occurrence.NotSpawned(int of, String cause) ->
                    of == run && phase == Phase.STARTING
                            ? planRestart(new ExitReport(Fault.NOT_STARTED, cause), nowMs)
                            : stoppedInStart(of);
            case Occurrence.Looked(int of, ProbeResult result) ->
                    of == run ? looked(result, nowMs) : List.of();
            case Occurrence.Exited(int of, ExitReport report) ->
                    of == run ? exited(report, nowMs) : List.of();
            case Occurrence.FaultSeen(int of, ExitReport report) ->
                    of == run ? faultSeen(report, nowMs) : List.of();
            case Occurrence.Ended(int of) -> of == run ? ended(nowMs) : List.of();
            case Occurrence.Wake() -> wake(nowMs);
            case Occurrence.StopAsked() -> stop();
        };
    }

    private List<Order> spawn(long nowMs) {
        enter(Phase.STARTING, nowMs);
        run++;
        retryAtMs = 0;
        breakerOpen = false;
        wakeAtMs = NEVER;
        return List.of(new Order.Tell(), new Order.Spawn(run));
    }

    private List<Order> adopted(EngineProperties found, long nowMs) {
        if (phase != Phase.IDLE) {
            return List.of();
        }
        run++;
        return ready(found, nowMs);
    }

    private List<Order> spawned(int of, long nowMs) {
        if (of != run) {
            return List.of();
        }
        return switch (phase) {
            case STARTING -> {
                enter(Phase.LOADING, nowMs);
                wakeAtMs = NEVER;
                yield look();
            }
            case STOPPING -> List.of(new Order.End(run));
            case IDLE, LOADING, READY, ENDING, WAITING, STOPPED -> List.of();
        };
    }

    private List<Order> stoppedInStart(int of) {
        return of == run && phase == Phase.STOPPING ? finish() : List.of();
    }

    private List<Order> look() {
        looking = true;
        return List.of(new Order.Look(run, phase == Phase.LOADING));
    }

    private List<Order> looked(ProbeResult result, long nowMs) {
        looking = false;
        return switch (phase) {
            case LOADING -> lookedWhileLoading(result, nowMs);
            case READY -> lookedWhileReady(result, nowMs);
            case IDLE, STARTING, ENDING, WAITING, STOPPING, STOPPED -> List.of();
        };
    }

    private List<Order> lookedWhileLoading(ProbeResult result, long nowMs) {
        String cause =
                switch (result) {
                    case ProbeResult.Serving(EngineProperties found) -> {
                        properties = found;
                        yield null;
                    }
                    case ProbeResult.Loading(String why) -> why;
                    case ProbeResult.Failed(String why) -> why;
                };
        EngineProperties found = properties;
        if (cause == null && found != null) {
            List<Order> told = ready(found, nowMs);
            return List.of(new Order.NoteDecoded(run), told.getFirst());
        }
        if (nowMs - sinceMs >= times.loadTimeout().toMillis()) {
            return endCrashed(
                    new ExitReport(
                            Fault.UNRESPONSIVE,
                            "The engine was not ready after "
                                    + times.loadTimeout().toSeconds()
                                    + " s: "
                                    + cause));
        }
        wakeAtMs = nowMs + times.startPoll().toMillis();
        return List.of();
    }

    private List<Order> ready(EngineProperties found, long nowMs) {
        enter(Phase.READY, nowMs);
        properties = found;
        failedLooks = 0;
        suspicion = null;
        steady = false;
        lastError = null;
        wakeAtMs = nowMs + times.healthPoll().toMillis();
        return List.of(new Order.Tell());
    }

    private List<Order> lookedWhileReady(ProbeResult result, long nowMs) {
        wakeAtMs = nowMs + times.healthPoll().toMillis();
        String cause =
                switch (result) {
                    case ProbeResult.Serving _ -> null;
                    case ProbeResult.Loading(String why) -> why;
                    case ProbeResult.Failed(String why) -> why;
                };
        if (cause == null) {
            failedLooks = 0;
            suspicion = null;
            if (!steady && nowMs - sinceMs >= times.healthyReset().toMillis()) {
                steady = true;
                policy.healthy();
            }
            return List.of();
        }
        ExitReport suspected = suspicion;
        if (suspected != null) {
            return endCrashed(suspected);
        }
        failedLooks++;
        if (failedLooks < times.failedPolls()) {
            return List.of();
        }
        return endCrashed(
                new ExitReport(
                        Fault.UNRESPONSIVE,
                        "The engine failed " + failedLooks + " health polls in a row: " + cause));
    }

    /**
     * While it loads, what it says is its own. Once it serves, a line of output may repeat a
     * client's words, so the next look is brought forward and must succeed.
     */
    private List<Order> faultSeen(ExitReport report, long nowMs) {
        return switch (phase) {
            case LOADING -> endCrashed(report);
            case READY -> {
                suspicion = report;
                wakeAtMs = nowMs;
                yield List.of();
            }
            case IDLE, STARTING, ENDING, WAITING, STOPPING, STOPPED -> List.of();
        };
    }

    private List<Order> endCrashed(ExitReport report) {
        phase = Phase.ENDING;
        lastFault = report.fault();
        lastError = report.sentence();
        wakeAtMs = NEVER;
        return List.of(new Order.Tell(), new Order.End(run));
    }

    private List<Order> exited(ExitReport report, long nowMs) {
        return switch (phase) {
            case STARTING, LOADING, READY -> planRestart(report, nowMs);
            case IDLE, ENDING, WAITING, STOPPING, STOPPED -> List.of();
        };
    }

    private List<Order> ended(long nowMs) {
        return switch (phase) {
            case ENDING -> planRestart(new ExitReport(lastFault, lastErrorText()), nowMs);
            case STOPPING -> finish();
            case IDLE, STARTING, LOADING, READY, WAITING, STOPPED -> List.of();
        };
    }

    private List<Order> planRestart(ExitReport report, long nowMs) {
        RestartPolicy.Restart restart = policy.afterCrash(report.fault(), nowMs);
        enter(Phase.WAITING, nowMs);
        lastError = report.sentence();
        breakerOpen = restart.breakerOpen();
        retryAtMs = restart.atMs();
        wakeAtMs = restart.atMs();
        looking = false;
        return List.of(new Order.Tell());
    }

    private List<Order> wake(long nowMs) {
        if (nowMs < wakeAtMs) {
            return List.of();
        }
        wakeAtMs = NEVER;
        return switch (phase) {
            case LOADING, READY -> looking ? List.of() : look();
            case WAITING -> {
                restarts++;
                yield spawn(nowMs);
            }
            case IDLE, STARTING, ENDING, STOPPING, STOPPED -> List.of();
        };
    }

    private List<Order> stop() {
        wakeAtMs = NEVER;
        retryAtMs = 0;
        return switch (phase) {
            case LOADING, READY -> {
                phase = Phase.STOPPING;
                yield List.of(new Order.Tell(), new Order.End(run));
            }
            // Its process is being started or ended: the answer to that order goes on from here.
            case STARTING, ENDING -> {
                phase = Phase.STOPPING;
                yield List.of();
            }
            case IDLE, WAITING -> finish();
            case STOPPING, STOPPED -> List.of();
        };
    }

    private List<Order> finish() {
        phase = Phase.STOPPED;
        wakeAtMs = NEVER;
        return List.of(new Order.Finish());
    }

    private String lastErrorText() {
        return lastError == null ? "The engine failed." : lastError;
    }

    private void enter(Phase next, long nowMs) {
        phase = next;
        sinceMs = nowMs;
    }
}
