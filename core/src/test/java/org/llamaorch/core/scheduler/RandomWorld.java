package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llamaorch.core.scheduler.Fleets.pool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.Door;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.FullPolicy;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.forecast.Forecast;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.task.TaskSpec;

/**
 * A daemon under a virtual clock to which everything happens at random: callers, engines, faults,
 * drains, losses, deaths and restarts. Everything is decided by the seed.
 */
final class RandomWorld {

    static final SchedulerSettings SETTINGS =
            new SchedulerSettings(
                    2_000, 3, 5_000, 3, 1_500, 20_000, 3, false, 20, 12, 3, 500, 4_000, 3_000,
                    0.05);

    private static final List<PoolSpec> POOLS =
            List.of(
                    pool("a", 8, FullPolicy.REJECT),
                    pool("b", 6, FullPolicy.DROP_LRU),
                    pool("c", 10, FullPolicy.SHED_LOW_PRIORITY));

    final Random random;
    final FoldedJournal journal = new FoldedJournal();
    final SimulatedStreams streams = new SimulatedStreams();
    final SimulatedEngines engines;
    private final TreeMap<String, ReplicaStatus> replicas = new TreeMap<>();
    private final Map<String, TaskSpec> sent = new HashMap<>();
    private final Set<String> accepted = new HashSet<>();
    private final Set<Long> openTickets = new HashSet<>();
    private final Map<Long, String> cancelTickets = new HashMap<>();
    private final List<Effect> unreleased = new ArrayList<>();
    Scheduler scheduler;
    private long nowMs = 1_000_000;
    private long tickets;
    private int tasks;
    private long epoch;
    private boolean stopped;
    int restarts;
    int events;

    RandomWorld(long seed) {
        random = new Random(seed);
        engines = new SimulatedEngines(random, streams);
        scheduler = fresh();
        for (String name : List.of("a/0", "a/1", "b/0", "c/0", "c/1")) {
            replicas.put(name, status(name, 1 + random.nextInt(3), true));
        }
        begin();
    }

    void step() {
        switch (random.nextInt(40)) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8 -> submit();
            case 9 -> repeat();
            case 10, 11 -> cancel();
            case 12, 13 -> listeners();
            case 14 -> drainOrUndrain();
            case 15, 16 -> changeReplica();
            case 17 -> loseReplica();
            case 18 -> on(new Event.DeleteSession("alice", "s" + random.nextInt(4), ticket()));
            case 19 -> on(new Event.StorageFull(random.nextInt(4) == 0));
            case 20, 21, 22 -> pass(random.nextInt(400));
            case 23 -> pass(random.nextInt(30) == 0 ? 25_000 : 1_500);
            case 24 -> releaseAll();
            case 25 -> {
                if (random.nextInt(40) == 0) {
                    die();
                }
            }
            case 26 -> {
                if (random.nextInt(100) == 0) {
                    stopAndStartAgain();
                }
            }
            case 27, 28, 29, 30, 31, 32 -> takeReport();
            default -> engines.proceed();
        }
    }

    /** Everything works again and nobody sends more: all that was accepted must end. */
    void calmDown() {
        on(new Event.StorageFull(false));
        for (PoolSpec pool : POOLS) {
            on(new Event.Undrain(pool.id(), ticket()));
        }
        for (String name : List.copyOf(replicas.keySet())) {
            replicas.put(name, status(name, 2, true));
            on(new Event.ReplicaChanged(status(name, 2, true)));
        }
        for (int round = 0; round < 3_000 && !scheduler.tasks(nowMs).isEmpty(); round++) {
            releaseAll();
            engines.completeAll();
            while (!engines.idle()) {
                takeReport();
                releaseAll();
                engines.completeAll();
            }
            pass(100);
        }
        releaseAll();
        assertThat(scheduler.tasks(nowMs)).isEmpty();
        assertThat(scheduler.state().leases.held()).isEmpty();
        assertThat(scheduler.state().places.queued()).isZero();
        assertThat(scheduler.state().places.queuedBytes()).isZero();
        assertThat(openTickets).isEmpty();
        for (String id : accepted) {
            assertThat(journal.hasEnded(id)).as("%s ended", id).isTrue();
            assertThat(streams.finished(id)).as("%s was told its end", id).isTrue();
        }
    }

    /** How tasks ended: their failures' codes, or COMPLETED. */
    Set<String> endings() {
        Set<String> endings = new TreeSet<>();
        for (Terminal terminal : journal.terminals().values()) {
            endings.add(
                    switch (terminal) {
                        case Terminal.End _ -> "COMPLETED";
                        case Terminal.Failure failure -> failure.code().name();
                    });
        }
        return endings;
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
        on(new Event.Submit(task.spec(), ticket()));
    }

    private void repeat() {
        String id = someId();
        TaskSpec before = sent.get(id);
        if (before != null) {
            TaskSpec task =
                    random.nextInt(4) == 0
                            ? Tasks.task(id).by("mallory").body("other").spec()
                            : before;
            on(new Event.Submit(task, ticket()));
        }
    }

    private void cancel() {
        String id = random.nextInt(10) == 0 ? "unknown" : someId();
        long ticket = ticket();
        cancelTickets.put(ticket, id);
        on(new Event.Cancel(id, CancelReason.CLIENT, ticket));
    }

    private void listeners() {
        on(new Event.Listeners(someId(), random.nextInt(2)));
    }

    private void drainOrUndrain() {
        String pool = POOLS.get(random.nextInt(3)).id();
        if (random.nextInt(3) == 0) {
            Long deadlineMs = random.nextBoolean() ? Long.valueOf(random.nextInt(2_000)) : null;
            on(new Event.Drain(pool, deadlineMs, ticket()));
        } else {
            on(new Event.Undrain(pool, ticket()));
        }
    }

    private void changeReplica() {
        String name = someReplica();
        ReplicaStatus before = replicas.get(name);
        boolean ready = random.nextInt(4) > 0;
        int slots = before == null ? 1 + random.nextInt(3) : before.slots();
        ReplicaStatus status = status(name, slots, ready);
        replicas.put(name, status);
        if (!ready && random.nextBoolean()) {
            engines.die(status.id());
        }
        on(new Event.ReplicaChanged(status));
    }

    private void loseReplica() {
        if (random.nextInt(3) == 0) {
            ReplicaId id = ReplicaId.local(someReplica().substring(0, 1), someReplica());
            on(new Event.ReplicaGone(id, "it was unbound"));
        } else {
            String name = someReplica();
            if (random.nextBoolean()) {
                engines.die(ReplicaId.local(name.substring(0, 1), name));
            }
            on(new Event.ReplicaGone(ReplicaId.local(name.substring(0, 1), name), "it is gone"));
        }
    }

    private void takeReport() {
        Event report = engines.report();
        if (report != null) {
            on(report);
        }
    }

    private void pass(long ms) {
        nowMs += ms;
        if (scheduler.nextTickAtMs() <= nowMs) {
            on(new Event.Tick());
        }
    }

    private void stopAndStartAgain() {
        on(new Event.Stop(random.nextInt(1_000)));
        for (int round = 0; round < 200 && !stopped; round++) {
            releaseAll();
            takeReport();
            engines.proceed();
            pass(100);
        }
        releaseAll();
        assertThat(stopped).as("stopped").isTrue();
        restart();
    }

    private void die() {
        if (random.nextBoolean()) {
            releaseSome();
        }
        restart();
    }

    private void restart() {
        restarts++;
        Snapshot before = Snapshot.of(scheduler.state());
        unreleased.clear();
        openTickets.clear();
        cancelTickets.clear();
        engines.restart();
        streams.restart(journal.terminals().keySet());
        stopped = false;
        accepted.forEach(id ->
                assertThat(journal.live().contains(id) || journal.hasEnded(id))
                        .as("%s was accepted and is kept", id)
                        .isTrue());
        scheduler = fresh();
        scheduler.restore(journal.rows(), nowMs);
        assertThat(Snapshot.of(scheduler.state())).isEqualTo(before);
        begin();
    }

    private void begin() {
        on(new Event.Restarted(streams.withTokens(), random.nextInt(5) == 0));
        on(new Event.PoolsConfigured(POOLS));
        for (ReplicaStatus status : replicas.values()) {
            on(new Event.ReplicaChanged(status));
        }
    }

    private Scheduler fresh() {
        return new Scheduler(SETTINGS, streams, journal, new Forecast(), ++epoch, 11);
    }

    private void on(Event event) {
        events++;
        Scheduler.Decision decision = scheduler.on(event, nowMs);
        journal.commit(decision.entries());
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.StartAttempt start) {
                Invariants.ordered(scheduler.state(), start);
            }
        }
        unreleased.addAll(decision.effects());
        Invariants.check(scheduler, journal, nowMs);
        if (random.nextInt(3) > 0) {
            releaseAll();
        }
    }

    private void releaseAll() {
        List<Effect> effects = List.copyOf(unreleased);
        unreleased.clear();
        effects.forEach(this::release);
    }

    private void releaseSome() {
        int some = random.nextInt(unreleased.size() + 1);
        for (int i = 0; i < some; i++) {
            release(unreleased.removeFirst());
        }
    }

    private void release(Effect effect) {
        switch (effect) {
            case Effect.Reply reply -> answered(reply);
            case Effect.OpenStream open -> streams.open(open.task().taskId());
            case Effect.StartAttempt start -> engines.start(start);
            case Effect.StopAttempt stop -> engines.stop(stop);
            case Effect.Finish finish -> streams.finish(finish.task().taskId());
            case Effect.Stopped _ -> stopped = true;
            case Effect.Tell _, Effect.QueueChanged _ -> {}
        }
    }

    private void answered(Effect.Reply reply) {
        assertThat(openTickets.remove(reply.replyTo())).as("ticket %s is open", reply).isTrue();
        String canceled = cancelTickets.remove(reply.replyTo());
        if (canceled != null && accepted.contains(canceled)) {
            assertThat(streams.finished(canceled))
                    .as("the 204 of %s follows its terminal frame", canceled)
                    .isTrue();
        }
        if (reply.answer() instanceof Effect.Answer.Submitted(Admission.Admitted admitted)) {
            accepted.add(admitted.taskId());
        }
    }

    private long ticket() {
        tickets++;
        openTickets.add(tickets);
        return tickets;
    }

    private String someId() {
        return "t" + Math.max(1, tasks - random.nextInt(30));
    }

    private String someReplica() {
        List<String> names = List.copyOf(replicas.keySet());
        return names.get(random.nextInt(names.size()));
    }

    private ReplicaStatus status(String name, int slots, boolean ready) {
        String pool = name.substring(0, 1);
        ReplicaStatus plain =
                Fleets.replica(
                        pool,
                        name,
                        slots,
                        ready,
                        random.nextBoolean() ? 0 : 100,
                        random.nextInt(100),
                        "llama",
                        null,
                        4096,
                        "0");
        return new ReplicaStatus(
                plain.id(),
                "http://127.0.0.1:" + name.charAt(2),
                EngineKind.LLAMACPP,
                "b1",
                pool.equals("c") ? List.of("llama", "qwen") : List.of("llama"),
                null,
                slots,
                4096,
                plain.workloads(),
                plain.devices(),
                ready,
                ready,
                null,
                0,
                plain.vramTotalBytes(),
                plain.vramFreeBytes());
    }
}
