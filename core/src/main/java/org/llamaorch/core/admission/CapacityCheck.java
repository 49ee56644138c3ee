package org.llamaorch.core.admission;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.FullPolicy;
import org.llamaorch.contracts.Priority;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.placement.Pool;
import org.llamaorch.core.queue.BatchAgeing;
import org.llamaorch.core.queue.PoolPlaces;
import org.llamaorch.core.queue.QueuedTask;
import org.llamaorch.core.queue.TaskQueue;
import org.llamaorch.core.task.TaskSpec;

/**
 * Which pool's queue has a place for the task, and what happens when none has:
 *
 * <ol>
 *   <li>the bodies of all queued tasks share one byte limit (B-SCH-010)
 *   <li>distinct demands are bounded
 *   <li>of the pools with a place, or where it starts at once and needs none, the one with the
 *       earliest predicted start
 *   <li>no place: by the policies of the pools, earliest start first, drop-lru may make one
 *   <li>otherwise refused, as the policy of the pool with the earliest start says
 * </ol>
 *
 * What a place is: {@link QueueRoom}. Confined to the scheduler's thread.
 */
public final class CapacityCheck {

    private final Supplier<AdmissionLimits> limits;
    private final TaskQueue queue;
    private final PoolPlaces places;
    private final BatchAgeing ageing;
    private final QueueRoom room;
    private final StartPrediction prediction;
    private final Backoff backoff;

    public CapacityCheck(
            Supplier<AdmissionLimits> limits,
            TaskQueue queue,
            PoolPlaces places,
            BatchAgeing ageing,
            QueueRoom room,
            StartPrediction prediction,
            Backoff backoff) {
        this.limits = limits;
        this.queue = queue;
        this.places = places;
        this.ageing = ageing;
        this.room = room;
        this.prediction = prediction;
        this.backoff = backoff;
    }

    Verdict find(TaskSpec task, Demand demand, List<Pool> open, long nowMs) {
        List<Prediction> told = new ArrayList<>();
        for (Pool pool : open) {
            told.add(prediction.ofNewcomer(task, demand, pool, nowMs));
        }
        told.sort(Comparator.comparingLong((Prediction each) -> each.start().meanMs()));
        if (places.queuedBytes() + task.body().sizeBytes() > limits.get().queuedBytesMax()) { // 1
            return refuse(
                    told.getFirst().pool(),
                    task,
                    "byte-limit",
                    "The bodies of the queued tasks fill their memory; wait and send it again.",
                    nowMs);
        }
        if (!queue.demands().contains(demand)
                && queue.demands().size() >= limits.get().demandsMax()) {
            return refuse( // 2
                    told.getFirst().pool(),
                    task,
                    "reject",
                    "Too many different demands are queued; wait and send it again.",
                    nowMs);
        }
        for (Prediction each : told) { // 3
            if (prediction.startsAtOnce(demand, each.pool())
                    || room.has(each.pool(), task, nowMs)) {
                return letIn(task, demand, each, null);
            }
        }
        for (Prediction each : told) { // 4
            QueuedTask victim = victim(each.pool(), task, nowMs);
            if (victim != null) {
                return letIn(task, demand, each, victim);
            }
        }
        Pool pool = told.getFirst().pool(); // 5
        return refuse(pool, task, pool.spec().fullPolicy().wireName(), full(pool, task), nowMs);
    }

    private Verdict letIn(
            TaskSpec task, Demand demand, Prediction told, @Nullable QueuedTask victim) {
        Long deadlineMs = task.deadlineMs();
        Double onTime = deadlineMs == null ? null : prediction.onTime(told, deadlineMs);
        return new Verdict.LetIn(demand, told, onTime, victim);
    }

    private @Nullable QueuedTask victim(Pool pool, TaskSpec task, long nowMs) {
        if (pool.spec().fullPolicy() != FullPolicy.DROP_LRU) {
            return null;
        }
        String onlyOf = room.overHalf(pool, task.caller(), nowMs) ? task.caller() : null;
        return places.victim(pool.id(), task.priority(), onlyOf, ageing, nowMs);
    }

    private static String full(Pool pool, TaskSpec task) {
        return switch (pool.spec().fullPolicy()) {
            case REJECT -> "The queue is full; wait and send it again.";
            case DROP_LRU ->
                    "The queue is full and nothing in it may be dropped; wait and send it again.";
            case SHED_LOW_PRIORITY ->
                    task.priority() == Priority.BATCH
                            ? "The queue keeps its last places for interactive tasks; wait and send"
                                    + " it again."
                            : "The queue is full; wait and send it again.";
        };
    }

    private Verdict refuse(
            Pool pool, TaskSpec task, String policyLabel, String message, long nowMs) {
        ErrorCode code =
                policyLabel.equals(FullPolicy.DROP_LRU.wireName())
                        ? ErrorCode.QUEUE_FULL_DROP_LRU
                        : ErrorCode.ADMISSION_REJECT;
        long retryAfterMs = backoff.untilPlace(pool, nowMs);
        room.refused(pool, task.caller(), nowMs + 2 * retryAfterMs);
        return new Verdict.Refuse(Refusals.noRoom(code, message, pool, policyLabel, retryAfterMs));
    }
}
