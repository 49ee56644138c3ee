package org.llamaorch.poolmanager;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.gpu.GpuMask;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;

/**
 * Puts another model in the place of the one that a pool serves (contract §2, reload):
 *
 * <ol>
 *   <li>the new model is brought here and looked at; what cannot be loaded ends it, nothing touched
 *   <li>where both fit into the memory that can be had now, the new engines start beside the old
 *       ones, which serve until the new ones have decoded; then work goes to the new ones at once
 *   <li>else the queue is held, what runs ends, the old engines end and the new ones start
 *   <li>where nothing is served, the new engines just start
 *   <li>when these do not come up, the old model is loaded again, and serves once it has decoded
 * </ol>
 *
 * Blocks; confined to one thread.
 */
final class Reload {

    private final PoolSources sources;
    private final ReloadHost host;
    private final PoolListener listener;
    private final BiFunction<PoolRuntimeSpec, PoolSupervisor, PoolSupervisor> successor;

    /**
     * @param successor makes a supervisor for the specification beside another, silent until told
     */
    Reload(
            PoolSources sources,
            ReloadHost host,
            PoolListener listener,
            BiFunction<PoolRuntimeSpec, PoolSupervisor, PoolSupervisor> successor) {
        this.sources = sources;
        this.host = host;
        this.listener = listener;
        this.successor = successor;
    }

    /**
     * What came of it.
     *
     * @param serving who keeps the pool's engines from now on
     * @param replaced whose engines may still be busy, to be ended by the caller; null for nobody
     */
    record Outcome(
            ReloadResult result, PoolSupervisor serving, @Nullable PoolSupervisor replaced) {}

    Outcome run(PoolSupervisor old, String modelRef, ReloadMode mode) throws InterruptedException {
        PoolSupervisor next = successor.apply(old.spec().withModel(modelRef), old);
        boolean kept = false;
        try {
            host.progress("fetching");
            next.provide(); // 1
            if (old.stopped()) { // 4
                Outcome fresh = fresh(old, next);
                kept = fresh.serving() == next;
                return fresh;
            }
            String tooBig = tooBigBesideTheOld(next);
            if (tooBig != null && mode == ReloadMode.OVERLAP) {
                return failed(old, tooBig);
            }
            boolean overlap =
                    switch (mode) {
                        case AUTO -> tooBig == null;
                        case OVERLAP -> true;
                        case SWAP -> false;
                    };
            Outcome outcome = overlap ? overlap(old, next) : swap(old, next);
            kept = outcome.serving() == next;
            return outcome;
        } catch (ProvisioningFailed failure) {
            return failed(old, failure.sentence());
        } finally {
            if (!kept) {
                next.stop("It was never used.");
            }
        }
    }

    private Outcome overlap(PoolSupervisor old, PoolSupervisor next)
            throws InterruptedException { // 2
        host.progress("loading");
        next.startProvided();
        String problem = next.awaitReady();
        if (problem != null) {
            return failed(old, problem);
        }
        host.progress("switching");
        old.gate().let(Gate.Passing.NOTHING);
        serve(next);
        return new Outcome(done(next, ReloadMode.OVERLAP), next, old);
    }

    private Outcome fresh(PoolSupervisor old, PoolSupervisor next) throws InterruptedException {
        host.progress("loading");
        next.gate().let(Gate.Passing.PREPARATION);
        next.startProvided();
        String problem = next.awaitReady();
        if (problem != null) {
            return new Outcome(new ReloadResult.Failed(problem), old, null);
        }
        serve(next);
        return new Outcome(done(next, ReloadMode.SWAP), next, null);
    }

    private Outcome swap(PoolSupervisor old, PoolSupervisor next) throws InterruptedException { // 3
        host.progress("waiting");
        host.hold(old.spec().poolId());
        old.gate().let(Gate.Passing.NOTHING);
        old.awaited().forEach(listener::replicaChanged);
        old.stop("Another model is loaded.");
        host.progress("loading");
        next.gate().let(Gate.Passing.PREPARATION);
        next.startProvided();
        String problem = next.awaitReady();
        if (problem == null) {
            host.progress("switching");
            serve(next);
            return new Outcome(done(next, ReloadMode.SWAP), next, null);
        }
        next.gate().let(Gate.Passing.NOTHING);
        next.stop("It did not come up.");
        return restore(old, problem);
    }

    private Outcome restore(PoolSupervisor old, String problem) throws InterruptedException { // 5
        host.progress("restoring");
        PoolSupervisor again = successor.apply(old.spec(), old);
        again.gate().open();
        again.start();
        String stillDown = again.awaitReady();
        host.release(old.spec().poolId());
        String cause =
                stillDown == null
                        ? problem
                        : problem + " The old model does not come up again either: " + stillDown;
        return new Outcome(new ReloadResult.Failed(cause), again, null);
    }

    private void serve(PoolSupervisor next) throws InterruptedException {
        host.serve(next.spec().poolId(), next.spec().modelRef(), next.gate().newest());
        next.gate().open();
    }

    private static ReloadResult done(PoolSupervisor next, ReloadMode mode) {
        ReplicaStatus first = next.gate().newest().getFirst();
        String digest = first.modelDigest();
        return new ReloadResult.Reloaded(first.engineVersion(), digest == null ? "" : digest, mode);
    }

    /** The old engines were not touched; that they serve is made sure of by a token of each. */
    private static Outcome failed(PoolSupervisor old, String problem) throws InterruptedException {
        List<String> causes = new ArrayList<>(List.of(problem));
        if (old.stopped()) {
            return new Outcome(new ReloadResult.Failed(problem), old, null);
        }
        old.decode()
                .ifPresent(silent -> causes.add("The old model does not decode either: " + silent));
        return new Outcome(new ReloadResult.Failed(String.join(" ", causes)), old, null);
    }

    /** Null when the new engines fit beside the old ones. */
    private @Nullable String tooBigBesideTheOld(PoolSupervisor next) throws InterruptedException {
        Map<Integer, Long> onGpus = next.bytesOnGpus();
        Optional<String> vram =
                onGpus.isEmpty() ? Optional.empty() : GpuMask.tooBig(onGpus, next.gpusNow());
        if (vram.isPresent()) {
            return "Both models do not fit at once. "
                    + vram.get()
                    + " Mode swap unloads the old one first.";
        }
        OptionalLong available = sources.memoryBytes().get();
        long needed = next.bytesOnProcessor();
        if (available.isEmpty() || needed <= available.getAsLong()) {
            return null;
        }
        return "Both models do not fit at once: the new one needs "
                + (needed >> 20)
                + " MiB of memory and "
                + (available.getAsLong() >> 20)
                + " MiB are available; mode swap unloads the old one first.";
    }
}
