package org.llamaorch.core.admission;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.contracts.Priority;
import org.llamaorch.core.forecast.Forecast;
import org.llamaorch.core.forecast.ServiceTime;
import org.llamaorch.core.forecast.StartTime;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.placement.Fleet;
import org.llamaorch.core.placement.Pool;
import org.llamaorch.core.placement.Replica;
import org.llamaorch.core.placement.SlotLease;
import org.llamaorch.core.queue.PoolPlaces;
import org.llamaorch.core.queue.QueuedTask;
import org.llamaorch.core.task.TaskSpec;

/**
 * When a task starts in a pool, from what runs there, what is ahead of it and how long such tasks
 * take (ORCH-3029). Confined to the scheduler's thread.
 *
 * <ol>
 *   <li>what is ahead: of its class as many as its position; before batch, all interactive too
 *   <li>nothing ahead and a slot free: at once
 *   <li>otherwise the forecast of the running work's rest and of the work ahead
 *   <li>a pool that is not ready first needs what its preparation or restart still needs
 * </ol>
 */
public final class StartPrediction {

    /** Beyond this many running attempts a part stands for the whole. */
    private static final int SAMPLE_MAX = 64;

    private final Fleet fleet;
    private final Forecast forecast;
    private final PoolPlaces places;

    public StartPrediction(Fleet fleet, Forecast forecast, PoolPlaces places) {
        this.fleet = fleet;
        this.forecast = forecast;
        this.places = places;
    }

    /** How long the task would hold a slot of the pool, whose limit holds where it names none. */
    public ServiceTime service(TaskSpec task, String poolId) {
        Pool pool = fleet.pool(poolId).orElse(null);
        return forecast.serviceTime(
                poolId,
                task.caller(),
                task.modelRef(),
                task.promptTokensBound(),
                pool == null ? task.maxTokens() : pool.spec().maxTokens(task.maxTokens()),
                task.expectedTokens(),
                task.choices());
    }

    /** What a newcomer would be told of the pool. */
    public Prediction ofNewcomer(TaskSpec task, Demand demand, Pool pool, long nowMs) {
        if (startsAtOnce(demand, pool)) {
            return new Prediction(pool, 0, new StartTime(0, 0), service(task, pool.id()));
        }
        int position = places.positionOfNewcomer(pool.id(), task.priority(), task.caller());
        return new Prediction(
                pool,
                position,
                start(pool, task.priority(), position, nowMs),
                service(task, pool.id()));
    }

    /**
     * Whether a newcomer would start there in this very turn. A slot that is free for its demand
     * after the last turn is free for nobody who waits.
     */
    public boolean startsAtOnce(Demand demand, Pool pool) {
        return !demand.alone() && fleet.targets(demand).hasFreeSlot(pool.id());
    }

    /** What is to be said of a task that waits in the pool's queue now. */
    public Prediction ofQueued(QueuedTask task, Pool pool, long nowMs) {
        int position = places.position(task);
        return new Prediction(
                pool, position, start(pool, task.priority(), position, nowMs), task.service());
    }

    /** When a task starts that is at {@code position} of its class in the pool's queue. */
    public StartTime start(Pool pool, Priority priority, int position, long nowMs) {
        int ahead =
                priority == Priority.INTERACTIVE // 1
                        ? position
                        : position + places.queued(pool.id(), Priority.INTERACTIVE);
        int slots = pool.slotsInService();
        int running = pool.busyInService();
        int freeSlots = Math.max(0, slots - running);
        if (ahead == 0 && freeSlots > 0) { // 2
            return new StartTime(0, 0);
        }
        List<Double> sampleRestMs = sampleRestMs(pool, nowMs);
        double part = running > SAMPLE_MAX ? (double) SAMPLE_MAX / running : 1;
        ServiceTime average = places.work(pool.id()).average();
        StartTime start =
                forecast.startTime( // 3
                        Math.max(1, (int) Math.round(slots * part)),
                        sampleRestMs,
                        Collections.nCopies((int) Math.ceil(ahead * part), average),
                        (int) Math.floor(freeSlots * part));
        return slots > 0 // 4
                ? start
                : new StartTime(start.meanMs() + untilReadyMs(pool, nowMs), start.sdMs());
    }

    /** The chance to end by the deadline, 0 to 1. */
    public double onTime(Prediction prediction, long deadlineMsFromNow) {
        return forecast.onTimeProbability(
                prediction.start(), prediction.service(), deadlineMsFromNow);
    }

    /** Whether the task would make its deadline, were the pool idle. */
    public boolean idlePoolCouldMake(ServiceTime service, long deadlineMs, double least) {
        return forecast.onTimeProbability(new StartTime(0, 0), service, deadlineMs) >= least;
    }

    private List<Double> sampleRestMs(Pool pool, long nowMs) {
        List<Double> sampleRestMs = new ArrayList<>();
        for (Replica replica : pool.replicas()) {
            if (sampleRestMs.size() >= SAMPLE_MAX) {
                break;
            }
            if (replica.inService()) {
                for (SlotLease lease : replica.leases()) {
                    sampleRestMs.add(restMs(lease, nowMs));
                }
            }
        }
        return sampleRestMs;
    }

    private double restMs(SlotLease lease, long nowMs) {
        return forecast.remainingMs(lease.service(), nowMs - lease.sinceMs());
    }

    private static long untilReadyMs(Pool pool, long nowMs) {
        long preparationMs = 0;
        for (PreparationStep step : pool.preparation()) {
            Long estimatedMs = step.estimatedMs();
            if (estimatedMs != null && !step.status().equals("completed")) {
                preparationMs += estimatedMs;
            }
        }
        Long retryAtMs = pool.retryAtMs();
        long retryMs = retryAtMs == null ? 0 : Math.max(0, retryAtMs - nowMs);
        return Math.max(preparationMs, retryMs);
    }
}
