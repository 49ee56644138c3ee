package org.llamaorch.orchestrator.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.budget.Reservation;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.budget.Usage;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.session.Session;
import org.llamaorch.core.task.TaskSpec;

/** Makes a random but possible history and knows by the plainest means what is left of it. */
final class FoldModel {

    private final Random random;
    private final Map<String, Entry> replicas = new TreeMap<>();
    private final Map<String, Entry> drains = new TreeMap<>();
    private final Map<String, Entry> reloaded = new TreeMap<>();
    private final Map<String, Entry> sessions = new TreeMap<>();
    private final TreeMap<Long, Entry.TaskAdmitted> live = new TreeMap<>();
    private final Map<Long, Entry.TaskMoved> moved = new TreeMap<>();
    private final Map<String, Entry> budgets = new TreeMap<>();
    private @Nullable Entry forecast;
    private long order;

    FoldModel(Random random) {
        this.random = random;
    }

    Entry next() {
        return switch (random.nextInt(14)) {
            case 0, 1, 2 -> admit();
            case 3, 4, 5 -> live.isEmpty() ? admit() : move();
            case 6, 7 -> live.isEmpty() ? admit() : end();
            case 8 -> session();
            case 9 -> drain();
            case 10 -> replica();
            case 11 -> reload();
            case 12 -> charge();
            default -> learn();
        };
    }

    List<Entry> left() {
        List<Entry> left = new ArrayList<>(replicas.values());
        left.addAll(drains.values());
        left.addAll(reloaded.values());
        left.addAll(sessions.values());
        left.addAll(budgets.values());
        if (forecast != null) {
            left.add(forecast);
        }
        live.forEach((place, admitted) -> {
            left.add(admitted);
            Entry.TaskMoved last = moved.get(place);
            if (last != null) {
                left.add(last);
            }
        });
        return left;
    }

    private Entry admit() {
        TaskSpec task = Samples.randomTask(random, "task-" + ++order);
        Entry.TaskAdmitted admitted =
                new Entry.TaskAdmitted(
                        1,
                        task,
                        order,
                        1_000 + order,
                        Samples.randomTold(random, task),
                        random.nextBoolean()
                                ? Reservation.NONE
                                : new Reservation(7, new Spending(9, 0, Long.MAX_VALUE)));
        live.put(order, admitted);
        return admitted;
    }

    private Entry charge() {
        Usage usage = Samples.randomUsage(random);
        Entry saved = new Entry.BudgetSaved(2, usage);
        budgets.put(usage.caller(), saved);
        return saved;
    }

    private Entry learn() {
        Entry learned = new Entry.ForecastLearned(2, "state " + random.nextInt());
        forecast = learned;
        return learned;
    }

    private Entry move() {
        long place = randomLive();
        Entry.TaskMoved move =
                new Entry.TaskMoved(
                        2,
                        admittedAt(place).task().taskId(),
                        random.nextInt(3),
                        random.nextInt(3),
                        random.nextBoolean() ? Samples.randomReplicaId(random) : null,
                        random.nextInt(5_000));
        moved.put(place, move);
        return move;
    }

    private Entry end() {
        long place = randomLive();
        String taskId = admittedAt(place).task().taskId();
        live.remove(place);
        moved.remove(place);
        return new Entry.TaskEnded(
                2,
                taskId,
                Samples.randomTerminal(random),
                1,
                random.nextBoolean() ? Samples.randomReplicaId(random) : null,
                1,
                2,
                2_000 + order);
    }

    private Entry session() {
        Session session = Samples.randomSession(random);
        String name = session.caller() + "/" + session.sessionId();
        if (random.nextInt(4) == 0) {
            sessions.remove(name);
            return new Entry.SessionRemoved(1, session.caller(), session.sessionId());
        }
        Entry saved = new Entry.SessionSaved(1, session);
        sessions.put(name, saved);
        return saved;
    }

    private Entry drain() {
        String pool = "pool" + random.nextInt(3);
        if (random.nextBoolean()) {
            drains.remove(pool);
            return new Entry.PoolUndrained(1, pool);
        }
        Entry drain = new Entry.PoolDraining(1, pool, random.nextBoolean() ? (Long) 9_000L : null);
        drains.put(pool, drain);
        return drain;
    }

    private Entry reload() {
        String pool = "pool" + random.nextInt(3);
        if (random.nextBoolean()) {
            reloaded.remove(pool);
            return new Entry.PoolAsConfigured(1, pool);
        }
        Entry reload =
                new Entry.PoolReloaded(
                        1,
                        pool,
                        random.nextBoolean() ? "demo:a" : null,
                        "model " + random.nextInt(9));
        reloaded.put(pool, reload);
        return reload;
    }

    private Entry replica() {
        if (random.nextInt(3) == 0) {
            ReplicaId id = Samples.randomReplicaId(random);
            replicas.remove(id.toString());
            return new Entry.ReplicaUnbound(1, id);
        }
        Entry.ReplicaBound bound = new Entry.ReplicaBound(1, Samples.randomReplica(random));
        replicas.put(bound.status().id().toString(), bound);
        return bound;
    }

    private long randomLive() {
        List<Long> places = List.copyOf(live.keySet());
        return places.get(random.nextInt(places.size()));
    }

    private Entry.TaskAdmitted admittedAt(long place) {
        return Objects.requireNonNull(live.get(place));
    }
}
