package org.llamaorch.core.scheduler;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.FinishReason;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.task.AttemptEnding;

/**
 * Dispatch and engines: attempts that run, send tokens, end and fail at random. What they report
 * comes late, in order, as it would through an inbox. Checks that no slot is used twice.
 */
final class SimulatedEngines {

    private static final class Attempt {
        final String taskId;
        final int number;
        final ReplicaId replica;
        final boolean alone;
        boolean token;
        boolean lost;

        Attempt(Effect.StartAttempt start) {
            taskId = start.task().taskId();
            number = start.attempt();
            replica = start.replica().id();
            alone = start.alone();
        }
    }

    private record Report(Event event, long atMs) {}

    private final Random random;
    private final SimulatedStreams streams;
    private final LongSupplier clock;
    private final TreeMap<String, Attempt> running = new TreeMap<>();

    /** Over, but not reported yet: the scheduler must still take its slot as used. */
    private final TreeMap<String, Attempt> closing = new TreeMap<>();

    private final Deque<Report> reports = new ArrayDeque<>();

    SimulatedEngines(Random random, SimulatedStreams streams, LongSupplier clock) {
        this.clock = clock;
        this.random = random;
        this.streams = streams;
    }

    void start(Effect.StartAttempt start) {
        Attempt attempt = new Attempt(start);
        require(!streams.finished(attempt.taskId), "a start after the terminal", start);
        int beside = 0;
        List<Attempt> others = new ArrayList<>(running.values());
        others.addAll(closing.values());
        for (Attempt other : others) {
            require(
                    other.lost || !other.taskId.equals(attempt.taskId),
                    "a task in two places",
                    start);
            if (!other.lost && other.replica.equals(attempt.replica)) {
                beside++;
                require(!other.alone && !attempt.alone, "not alone", start);
            }
        }
        require(beside < start.replica().slots(), "a slot used twice", start);
        running.put(key(attempt.taskId, attempt.number), attempt);
    }

    void stop(Effect.StopAttempt stop) {
        Attempt attempt = running.remove(key(stop.taskId(), stop.attempt()));
        if (attempt != null) {
            report(attempt, new AttemptEnding.Stopped());
        }
    }

    /** One attempt goes on: a token, or an end of some kind. */
    void proceed() {
        if (running.isEmpty()) {
            return;
        }
        List<Attempt> attempts = new ArrayList<>(running.values());
        Attempt attempt = attempts.get(random.nextInt(attempts.size()));
        if (attempt.token ? random.nextBoolean() : random.nextInt(3) > 0) {
            if (streams.token(attempt.taskId) && !attempt.token) {
                attempt.token = true;
                report(new Event.FirstToken(attempt.taskId, attempt.number));
            }
        } else {
            end(attempt, ending(attempt));
        }
    }

    /** Everything that runs completes. */
    void completeAll() {
        for (Attempt attempt : new ArrayList<>(running.values())) {
            end(attempt, completed());
        }
    }

    /** The connection to everything on the replica breaks, as when its process dies. */
    void die(ReplicaId replica) {
        for (Attempt attempt : new ArrayList<>(running.values())) {
            if (attempt.replica.equals(replica)) {
                end(attempt, new AttemptEnding.Faulted("the engine died", 0, attempt.token, 0));
            }
        }
    }

    /** The oldest report that was not taken yet; null when there is none. */
    @Nullable Event report() {
        Report report = reports.poll();
        if (report == null) {
            return null;
        }
        if (report.event() instanceof Event.AttemptEnded ended) {
            closing.remove(key(ended.taskId(), ended.attempt()));
        }
        return report.event();
    }

    /** When the oldest report was made that was not taken yet; far in the future without one. */
    long oldestReportAtMs() {
        return reports.isEmpty() ? Long.MAX_VALUE : reports.getFirst().atMs();
    }

    /** The replica is unbound: nobody can know when its attempts are over. */
    void lose(ReplicaId replica) {
        List<Attempt> attempts = new ArrayList<>(running.values());
        attempts.addAll(closing.values());
        for (Attempt attempt : attempts) {
            attempt.lost |= attempt.replica.equals(replica);
        }
    }

    boolean idle() {
        return running.isEmpty() && reports.isEmpty();
    }

    void restart() {
        running.clear();
        closing.clear();
        reports.clear();
    }

    private void end(Attempt attempt, AttemptEnding ending) {
        running.remove(key(attempt.taskId, attempt.number));
        boolean sets =
                switch (ending) {
                    case AttemptEnding.Completed _,
                            AttemptEnding.Rejected _,
                            AttemptEnding.Misconfigured _,
                            AttemptEnding.TimedOut _ ->
                            true;
                    case AttemptEnding.Faulted fault -> fault.afterFirstToken();
                    case AttemptEnding.EngineFull _, AttemptEnding.Stopped _ -> false;
                };
        boolean refused = sets && !streams.sealByOwnEnd(attempt.taskId);
        report(attempt, refused ? new AttemptEnding.Stopped() : ending);
        if (random.nextInt(20) == 0) {
            report(attempt, ending);
        }
    }

    private AttemptEnding ending(Attempt attempt) {
        if (attempt.token) {
            return switch (random.nextInt(8)) {
                case 0 -> new AttemptEnding.Faulted("broke", 0, true, 1);
                case 1 -> new AttemptEnding.TimedOut("silence", 1);
                default -> completed();
            };
        }
        return switch (random.nextInt(9)) {
            case 0 -> new AttemptEnding.EngineFull(random.nextInt(2000));
            case 1 -> new AttemptEnding.Rejected("no such thing");
            case 2 -> new AttemptEnding.Misconfigured(401, "a key is missing");
            case 3 -> new AttemptEnding.TimedOut("silence", 0);
            case 4, 5 -> new AttemptEnding.Faulted("broke", 0, false, 0);
            case 6, 7 -> new AttemptEnding.Faulted("status 500", 500, false, 0);
            default -> completed();
        };
    }

    private static AttemptEnding completed() {
        return new AttemptEnding.Completed(
                FinishReason.STOP, 5, 0, 20, 30, 200, "00".repeat(32), null);
    }

    private void report(Attempt attempt, AttemptEnding ending) {
        closing.put(key(attempt.taskId, attempt.number), attempt);
        report(new Event.AttemptEnded(attempt.taskId, attempt.number, ending));
    }

    private void report(Event event) {
        reports.add(new Report(event, clock.getAsLong()));
    }

    private static String key(String taskId, int attempt) {
        return taskId + "#" + attempt;
    }

    private static void require(boolean right, String what, Effect.StartAttempt start) {
        if (!right) {
            ReplicaStatus replica = start.replica();
            throw new AssertionError(what + ": " + start.task().taskId() + " on " + replica.id());
        }
    }
}
