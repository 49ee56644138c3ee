package org.llamaorch.core.scheduler;

import java.util.Map;
import java.util.TreeMap;
import org.llamaorch.core.admission.AdmissionChecks;
import org.llamaorch.core.admission.AdmissionLimits;
import org.llamaorch.core.admission.Backoff;
import org.llamaorch.core.admission.BudgetCheck;
import org.llamaorch.core.admission.CapacityCheck;
import org.llamaorch.core.admission.QueueRoom;
import org.llamaorch.core.admission.RateBuckets;
import org.llamaorch.core.admission.StartPrediction;
import org.llamaorch.core.budget.BudgetBook;
import org.llamaorch.core.forecast.Forecast;
import org.llamaorch.core.placement.Fleet;
import org.llamaorch.core.placement.Leases;
import org.llamaorch.core.placement.ReplicaHealth;
import org.llamaorch.core.queue.BatchAgeing;
import org.llamaorch.core.queue.PoolPlaces;
import org.llamaorch.core.queue.TaskQueue;
import org.llamaorch.core.session.SessionBook;
import org.llamaorch.core.session.SessionLimits;

/** All that the scheduler's rules share. Confined to the scheduler's thread. */
final class SchedulerState {

    SchedulerSettings settings;
    final Seals seals;
    final RememberedTasks remembered;
    final Forecast forecast;
    final long epoch;

    final LiveTasks tasks = new LiveTasks();
    final Timers timers = new Timers();
    final Fleet fleet;
    final Leases leases;
    final ReplicaHealth health;
    final TaskQueue queue;
    final PoolPlaces places;
    final SessionBook sessions;
    final BudgetBook budgets = new BudgetBook();
    final BudgetCheck budgetCheck;
    final RateBuckets rates = new RateBuckets();
    final StartPrediction prediction;
    final Backoff backoff;
    final AdmissionChecks checks;

    /** The pools that serve another model than the configuration names. */
    final Map<String, Entry.PoolReloaded> reloaded = new TreeMap<>();

    private AdmissionLimits admission;

    boolean storageFull;
    boolean stopping;

    /**
     * From {@code restore} until {@code Restarted}: it is not known yet what the histories hold.
     */
    boolean recovering;

    /** Whether a pool began or ceased to be one that tasks may count against. */
    boolean poolsChanged;

    SchedulerState(
            SchedulerSettings settings,
            Seals seals,
            RememberedTasks remembered,
            Forecast forecast,
            long epoch,
            long jitterSeed) {
        this.settings = settings;
        this.seals = seals;
        this.remembered = remembered;
        this.forecast = forecast;
        this.epoch = epoch;
        fleet = new Fleet(settings.breaker());
        leases = new Leases(fleet);
        health = new ReplicaHealth(fleet);
        BatchAgeing ageing =
                new BatchAgeing(() -> this.settings.batchWaitLimitMs(), this::batchEvery);
        queue = new TaskQueue(ageing);
        places = new PoolPlaces(queue);
        sessions = new SessionBook(sessionLimits(settings));
        admission = admissionLimits(settings);
        budgetCheck = new BudgetCheck(fleet, sessions, budgets);
        prediction = new StartPrediction(fleet, forecast, places);
        backoff = new Backoff(jitterSeed, forecast, places);
        checks =
                new AdmissionChecks(
                        () -> admission,
                        fleet,
                        sessions,
                        budgetCheck,
                        prediction,
                        new CapacityCheck(
                                () -> admission,
                                queue,
                                places,
                                ageing,
                                new QueueRoom(places, leases),
                                prediction,
                                backoff),
                        backoff);
    }

    /** From now on these hold. */
    void take(SchedulerSettings others) {
        settings = others;
        admission = admissionLimits(others);
        sessions.take(sessionLimits(others));
        fleet.take(others.breaker());
    }

    private static SessionLimits sessionLimits(SchedulerSettings settings) {
        return new SessionLimits(
                settings.sessionTtlMs(), settings.sessionTurnsMax(), settings.sessionsMax());
    }

    private static AdmissionLimits admissionLimits(SchedulerSettings settings) {
        return new AdmissionLimits(
                settings.queuedBytesMax(),
                settings.demandsMax(),
                settings.onTimeRefuseBelow(),
                settings.sessionTurnsRefuse());
    }

    private int batchEvery(String poolId) {
        Integer own = fleet.pool(poolId).map(pool -> pool.spec().batchEvery()).orElse(null);
        return own == null ? settings.batchEvery() : own;
    }
}
