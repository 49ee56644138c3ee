package org.llamaorch.core.scheduler;

import static org.llamaorch.core.scheduler.Fleets.pool;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.FullPolicy;
import org.llamaorch.core.budget.Budget;
import org.llamaorch.core.budget.BudgetPeriod;
import org.llamaorch.core.budget.CallerLimits;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.placement.BreakerSettings;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.task.TaskSpec;

/**
 * Everything that can happen to a daemon, at random: callers, engines, faults, drains, losses,
 * deaths. Everything is decided by the seed.
 */
final class RandomWorld {

    static final SchedulerSettings SETTINGS =
            new SchedulerSettings(
                    2_000,
                    3,
                    5_000,
                    3,
                    1_500,
                    20_000,
                    3,
                    false,
                    20,
                    12,
                    new BreakerSettings(3, 500, 4_000),
                    SchedulerSettings.defaults().rest(),
                    3_000,
                    0.05,
                    700,
                    2);

    private static final List<PoolSpec> POOLS =
            List.of(
                    pool("a", 8, FullPolicy.REJECT),
                    pool("b", 6, FullPolicy.DROP_LRU),
                    pool("c", 10, FullPolicy.SHED_LOW_PRIORITY));

    final SimulatedDaemon daemon;
    private final Random random;
    private final Map<String, TaskSpec> sent = new HashMap<>();
    private int tasks;
    private long tokensOfAlice = 9_000;
    private long tokensOfBob = 4_000;

    RandomWorld(long seed) {
        random = new Random(seed);
        daemon = new SimulatedDaemon(SETTINGS, POOLS, random);
        for (String name : List.of("a/0", "a/1", "b/0", "c/0", "c/1")) {
            daemon.replicas.put(name, status(name, 1 + random.nextInt(3), true));
        }
        daemon.begin();
        configureCallers();
    }

    void step() {
        switch (random.nextInt(40)) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8 -> submit();
            case 9 -> repeat();
            case 10, 11 -> cancel();
            case 12, 13 -> daemon.on(new Event.Listeners(someId(), random.nextInt(2)));
            case 14 -> drainOrUndrain();
            case 15, 16 -> changeReplica();
            case 17 -> loseReplica();
            case 18 ->
                    daemon.on(
                            new Event.DeleteSession(
                                    "alice", "s" + random.nextInt(4), daemon.ticket()));
            case 19 -> daemon.on(new Event.StorageFull(random.nextInt(4) == 0));
            case 20, 21, 22 -> daemon.pass(random.nextInt(400));
            case 23 -> daemon.pass(random.nextInt(30) == 0 ? 25_000 : 1_500);
            case 24 -> daemon.releaseAll();
            case 25 -> {
                if (random.nextInt(6) == 0) {
                    tokensOfAlice += random.nextInt(6_000);
                    tokensOfBob += random.nextInt(3_000);
                    configureCallers();
                }
                if (random.nextInt(40) == 0) {
                    daemon.die();
                }
            }
            case 26 -> {
                if (random.nextInt(100) == 0) {
                    daemon.stopAndStartAgain();
                }
            }
            case 27, 28, 29, 30, 31, 32 -> daemon.takeReport();
            default -> daemon.engines.proceed();
        }
    }

    /** Everything works again and nobody sends more: all that was accepted must end. */
    void calmDown() {
        daemon.on(new Event.StorageFull(false));
        for (PoolSpec pool : POOLS) {
            daemon.on(new Event.Undrain(pool.id(), daemon.ticket()));
        }
        for (String name : List.copyOf(daemon.replicas.keySet())) {
            daemon.replicas.put(name, status(name, 2, true));
            daemon.on(new Event.ReplicaChanged(status(name, 2, true)));
        }
        daemon.finishAll();
    }

    /** Budgets only grow: what was let in under a smaller one is within the larger. */
    private void configureCallers() {
        Spending session = new Spending(4_000, Long.MAX_VALUE, Long.MAX_VALUE);
        daemon.configure(
                List.of(
                        new CallerLimits(
                                "alice",
                                5,
                                10,
                                0,
                                new Budget(tokens(tokensOfAlice), BudgetPeriod.DAY),
                                session),
                        new CallerLimits(
                                "bob",
                                0,
                                0,
                                5,
                                new Budget(tokens(tokensOfBob), BudgetPeriod.NONE),
                                session)),
                Spending.UNBOUNDED);
    }

    private static Spending tokens(long tokens) {
        return new Spending(tokens, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    private void submit() {
        tasks++;
        String id = "t" + tasks;
        Tasks task =
                Tasks.task(id)
                        .by(random.nextInt(3) == 0 ? "bob" : "alice")
                        .session("s" + random.nextInt(4))
                        .model(random.nextInt(5) == 0 ? "qwen" : "llama")
                        .body("x".repeat(10 + random.nextInt(60)));
        if (random.nextInt(3) == 0) {
            task.batch();
        }
        switch (random.nextInt(14)) {
            case 0 -> task.pin(POOLS.get(random.nextInt(3)).id());
            case 1 -> task.prefer(random.nextBoolean(), "b", "c");
            case 2 -> task.avoid("a");
            case 3 -> task.strict();
            case 4 -> task.deadlineMs(200 + random.nextInt(5_000));
            case 5 -> task.cancelOnDisconnect(random.nextInt(500));
            case 6 -> task.door(Door.OPENAI);
            case 7 -> task.key("key" + random.nextInt(30));
            case 8 -> task.ctx(4096);
            case 9 -> task.cold();
            default -> {}
        }
        sent.put(id, task.spec());
        daemon.on(new Event.Submit(task.spec(), daemon.ticket()));
    }

    private void repeat() {
        TaskSpec before = sent.get(someId());
        if (before != null) {
            TaskSpec task =
                    random.nextInt(4) == 0
                            ? Tasks.task(before.taskId()).by("mallory").body("other").spec()
                            : before;
            daemon.on(new Event.Submit(task, daemon.ticket()));
        }
    }

    private void cancel() {
        String id = random.nextInt(10) == 0 ? "unknown" : someId();
        daemon.on(new Event.Cancel(id, CancelReason.CLIENT, daemon.cancelTicket(id)));
    }

    private void drainOrUndrain() {
        String pool = POOLS.get(random.nextInt(3)).id();
        if (random.nextInt(3) == 0) {
            Long deadlineMs = random.nextBoolean() ? Long.valueOf(random.nextInt(2_000)) : null;
            daemon.on(new Event.Drain(pool, deadlineMs, daemon.ticket()));
        } else {
            daemon.on(new Event.Undrain(pool, daemon.ticket()));
        }
    }

    private void changeReplica() {
        String name = someReplica();
        ReplicaStatus before = daemon.replicas.get(name);
        boolean ready = random.nextInt(4) > 0;
        int slots = before == null ? 1 + random.nextInt(3) : before.slots();
        ReplicaStatus status = status(name, slots, ready);
        daemon.replicas.put(name, status);
        if (!ready && random.nextBoolean()) {
            daemon.engines.die(status.id());
        }
        daemon.on(new Event.ReplicaChanged(status));
    }

    private void loseReplica() {
        String name = someReplica();
        ReplicaId id = ReplicaId.local(name.substring(0, 1), name);
        if (random.nextBoolean()) {
            daemon.engines.die(id);
        }
        daemon.engines.lose(id);
        daemon.on(new Event.ReplicaGone(id, "it is gone"));
    }

    private String someId() {
        return "t" + Math.max(1, tasks - random.nextInt(30));
    }

    private String someReplica() {
        List<String> names = List.copyOf(daemon.replicas.keySet());
        return names.get(random.nextInt(names.size()));
    }

    private ReplicaStatus status(String name, int slots, boolean ready) {
        return Fleets.serving(
                name.substring(0, 1),
                name,
                slots,
                ready,
                random.nextBoolean() ? 0 : 100,
                random.nextInt(100),
                name.startsWith("c") ? List.of("llama", "qwen") : List.of("llama"));
    }
}
