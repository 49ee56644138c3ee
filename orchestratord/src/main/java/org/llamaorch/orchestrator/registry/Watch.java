package org.llamaorch.orchestrator.registry;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.placement.ReplicaCondition;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.placement.Vram;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.engines.probe.EngineProbe;
import org.llamaorch.engines.probe.EngineState;
import org.llamaorch.engines.probe.Shown;
import org.llamaorch.orchestrator.loop.Core;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls one replica and tells the core loop when what is known of it changes:
 *
 * <ol>
 *   <li>It does not answer: not live, at once before it ever answered or when an attempt has just
 *       failed there, else after several failures in a row.
 *   <li>It answers but cannot be used (loading, set up wrongly): live, not ready.
 *   <li>Whoever runs it is draining it: live, not ready; what runs there goes on.
 *   <li>It can be used, and is new or another than before: it decodes a token first.
 *   <li>It has decoded: ready.
 *   <li>It registered itself and has been silent for too long: it is forgotten.
 * </ol>
 *
 * Runs on one virtual thread of its own until that is interrupted; {@link #end} and {@link
 * #suspect} are for others.
 */
final class Watch implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private static final int MAX_DOUBLINGS = 20;

    private final Binding binding;
    private final ReplicaSettings settings;
    private final EngineProbe probe;
    private final Core core;
    private final Semaphore polls;
    private final Consumer<Watch> forget;
    private @Nullable ReplicaStatus told;
    private @Nullable EngineState decoded;

    /** What it was last seen to serve; what is usual until then. */
    private Set<Workload> workloads = Set.of(Workload.COMPLETION);

    private final Semaphore lookNow = new Semaphore(0);
    private volatile boolean suspected;
    private int failures;
    private long silentSinceNanos;
    private boolean over;

    Watch(
            Binding binding,
            ReplicaSettings settings,
            EngineProbe probe,
            Core core,
            Semaphore polls,
            Consumer<Watch> forget) {
        this.binding = binding;
        this.settings = settings;
        this.probe = probe;
        this.core = core;
        this.polls = polls;
        this.forget = forget;
    }

    Binding binding() {
        return binding;
    }

    @Override
    public void run() {
        try {
            while (true) {
                boolean well = pollInTurn();
                long waitMs = well ? settings.pollEveryMs() : againMs();
                if (lookNow.tryAcquire(waitMs, TimeUnit.MILLISECONDS)) {
                    lookNow.drainPermits();
                }
            }
        } catch (InterruptedException unbound) {
            Thread.currentThread().interrupt();
        }
    }

    /** An attempt has just failed there: it is looked at now. Does not block. */
    void suspect() {
        suspected = true;
        lookNow.release();
    }

    /** Full jitter, so that replicas lost together are not asked together (contract §8). */
    private long againMs() {
        if (failures == 0) {
            return settings.pollAgainMs();
        }
        int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
        long longestMs = Math.min(settings.pollAgainMs() << doublings, settings.pollAgainMaxMs());
        return ThreadLocalRandom.current().nextLong(1, longestMs + 1);
    }

    private boolean pollInTurn() throws InterruptedException {
        polls.acquire();
        try {
            return poll();
        } catch (RuntimeException defect) {
            LOG.atError()
                    .addKeyValue("replica_id", binding.id())
                    .setCause(defect)
                    .log("A look at a worker fails because of a defect.");
            return false;
        } finally {
            polls.release();
        }
    }

    private boolean poll() throws InterruptedException {
        boolean oneIsEnough = suspected;
        suspected = false;
        EngineState state = probe.look(binding.engine(), binding.url(), binding.apiKey());
        if (!state.live()) {
            failures++;
            forgetWhenSilent();
            ReplicaStatus last = told;
            if (last == null || !last.live() || oneIsEnough || failures >= settings.failuresMax()) {
                decoded = null;
                tell(status(state, false));
            }
            return false;
        }
        failures = 0;
        if (!state.usable()) {
            decoded = null;
            tell(status(state, false));
            return false;
        }
        if (binding.draining()) {
            tell(status(state.withError("Whoever runs it is draining it."), false));
            return true;
        }
        if (!state.equals(decoded)) {
            tell(status(state, false));
            Shown now =
                    probe.show(binding.engine(), binding.url(), binding.apiKey(), firstName(state));
            String problem = now.problem();
            if (problem != null) {
                tell(status(state.withError(problem), false));
                return false;
            }
            workloads = now.workloads();
            decoded = state;
        }
        tell(status(state, true));
        return true;
    }

    private void forgetWhenSilent() {
        long nowNanos = System.nanoTime();
        if (failures == 1) {
            silentSinceNanos = nowNanos;
        }
        if (binding.origin() == ReplicaOrigin.REGISTRATION
                && nowNanos - silentSinceNanos >= settings.forgetAfterMs() * 1_000_000) {
            forget.accept(this);
        }
    }

    private String firstName(EngineState state) {
        List<String> models = models(state);
        return models.isEmpty() ? "" : models.getFirst();
    }

    private List<String> models(EngineState state) {
        return binding.names(state.models());
    }

    private ReplicaStatus status(EngineState state, boolean ready) {
        ReplicaStatus last = told;
        List<String> models =
                state.models().isEmpty() && last != null ? last.models() : models(state);
        String version = state.version();
        if (version.isEmpty()) {
            version = last != null ? last.engineVersion() : binding.versionAssumed();
        }
        return new ReplicaStatus(
                binding.id(),
                binding.url(),
                binding.engine(),
                version,
                models,
                null,
                slots(state),
                state.ctxMax() > 0 ? state.ctxMax() : binding.ctxAssumed(),
                workloads,
                binding.devices(),
                new ReplicaCondition(state.live(), ready, state.error(), 0, false),
                Vram.UNKNOWN,
                binding.origin());
    }

    private int slots(EngineState state) {
        if (state.slots() > 0) {
            return state.slots();
        }
        return state.usable() ? binding.slotsAssumed() : 0;
    }

    /** Nothing is told any more, whatever a poll in progress finds. */
    synchronized void end() {
        over = true;
    }

    private synchronized void tell(ReplicaStatus status) {
        if (!over && !status.equals(told)) {
            told = status;
            core.post(new Event.ReplicaChanged(status));
        }
    }
}
