package org.llamaorch.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.budget.CallerLimits;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.forecast.Forecast;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.placement.ReplicaStatus;

/**
 * A daemon's core under a virtual clock: scheduler, journal, streams, engines. Entries are written
 * before effects come out; effects of several turns may come out together, or be lost in a death.
 * Checks every promise as it goes.
 */
final class SimulatedDaemon {

    private final SchedulerSettings settings;
    private final List<PoolSpec> pools;
    private final Random random;

    /** What the callers may do; told at every start. */
    List<CallerLimits> callers = List.of();

    Spending sessions = Spending.UNBOUNDED;
    final FoldedJournal journal = new FoldedJournal();
    final SimulatedStreams streams = new SimulatedStreams();
    final SimulatedEngines engines;

    /** What supervision knows of each replica, by name. */
    final TreeMap<String, ReplicaStatus> replicas = new TreeMap<>();

    final Set<String> accepted = new HashSet<>();
    private final Set<Long> openTickets = new HashSet<>();
    private final Map<Long, String> cancelTickets = new HashMap<>();
    private final List<Effect> unreleased = new ArrayList<>();
    private Scheduler scheduler;

    /** Some minutes before midnight. */
    private long nowMs = 86_400_000 - 600_000;

    private long tickets;
    private long epoch;
    private boolean stopped;
    final Set<String> refusals = new TreeSet<>();
    int restarts;
    int events;

    SimulatedDaemon(SchedulerSettings settings, List<PoolSpec> pools, Random random) {
        this.settings = settings;
        this.pools = pools;
        this.random = random;
        engines = new SimulatedEngines(random, streams, () -> nowMs);
        scheduler = fresh();
    }

    void on(Event event) {
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

    /** Time passes; nothing that was decided or reported stays under way for a second. */
    void pass(long ms) {
        releaseAll();
        while (engines.oldestReportAtMs() < nowMs + ms - 1_000) {
            takeReport();
            releaseAll();
        }
        nowMs += ms;
        if (scheduler.nextTickAtMs() <= nowMs) {
            on(new Event.Tick());
        }
    }

    /** The callers' limits change. */
    void configure(List<CallerLimits> limits, Spending ofSessions) {
        callers = limits;
        sessions = ofSessions;
        journal.ledger.limits(limits);
        on(new Event.CallersConfigured(limits, ofSessions));
    }

    long nowMs() {
        return nowMs;
    }

    void takeReport() {
        Event report = engines.report();
        if (report != null) {
            on(report);
        }
    }

    long ticket() {
        tickets++;
        openTickets.add(tickets);
        return tickets;
    }

    /** A ticket whose answer must follow the task's terminal frame. */
    long cancelTicket(String taskId) {
        long ticket = ticket();
        cancelTickets.put(ticket, taskId);
        return ticket;
    }

    void releaseAll() {
        List<Effect> effects = List.copyOf(unreleased);
        unreleased.clear();
        effects.forEach(this::release);
    }

    /** The first events of a life, after recovery. */
    void begin() {
        on(new Event.Restarted(streams.withTokens(), random.nextInt(5) == 0));
        on(new Event.CallersConfigured(callers, sessions));
        on(new Event.PoolsConfigured(pools));
        for (ReplicaStatus status : replicas.values()) {
            on(new Event.ReplicaChanged(status));
        }
    }

    void stopAndStartAgain() {
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

    /** Dies between a commit and its effects, or among them, and comes back. */
    void die() {
        int some = random.nextInt(unreleased.size() + 1);
        for (int i = 0; i < some; i++) {
            release(unreleased.removeFirst());
        }
        restart();
    }

    /** Lets all that lives end, and checks that nothing and nobody is left. */
    void finishAll() {
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
        journal.ledger.nothingReserved();
        assertThat(scheduler.state().budgets.lines())
                .allMatch(line -> line.endsWith("reserved " + Spending.NONE));
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

    private void restart() {
        restarts++;
        Snapshot before = Snapshot.of(scheduler.state());
        unreleased.clear();
        openTickets.clear();
        cancelTickets.clear();
        engines.restart();
        streams.restart(journal.terminals().keySet());
        stopped = false;
        for (String id : accepted) {
            if (!journal.live().contains(id) && !journal.hasEnded(id)) {
                throw new AssertionError("accepted and lost: " + id);
            }
        }
        scheduler = fresh();
        scheduler.restore(journal.rows(), nowMs);
        assertThat(Snapshot.of(scheduler.state())).isEqualTo(before);
        begin();
    }

    private Scheduler fresh() {
        return new Scheduler(settings, streams, journal, new Forecast(), ++epoch, 11);
    }

    private void release(Effect effect) {
        switch (effect) {
            case Effect.Reply reply -> answered(reply);
            case Effect.OpenStream open -> streams.open(open.task().taskId());
            case Effect.StartAttempt start -> engines.start(start);
            case Effect.StopAttempt stop -> engines.stop(stop);
            case Effect.Finish finish -> streams.finish(finish.task().taskId(), finish.terminal());
            case Effect.Stopped _ -> stopped = true;
            case Effect.Tell _, Effect.QueueChanged _ -> {}
        }
    }

    private void answered(Effect.Reply reply) {
        if (!openTickets.remove(reply.replyTo())) {
            throw new AssertionError("answered twice: " + reply);
        }
        String canceled = cancelTickets.remove(reply.replyTo());
        if (canceled != null && accepted.contains(canceled) && !streams.finished(canceled)) {
            throw new AssertionError("a 204 before the terminal frame of " + canceled);
        }
        if (reply.answer()
                instanceof Effect.Answer.Submitted(Admission.Refused refused, Spending _)) {
            refusals.add(
                    refused.policyLabel() == null ? refused.code().name() : refused.policyLabel());
        }
        if (reply.answer()
                instanceof Effect.Answer.Submitted(Admission.Admitted admitted, Spending _)) {
            accepted.add(admitted.taskId());
        }
    }
}
