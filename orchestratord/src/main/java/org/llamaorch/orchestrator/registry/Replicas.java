package org.llamaorch.orchestrator.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.engines.probe.EngineProbe;
import org.llamaorch.orchestrator.dispatch.EngineKeys;
import org.llamaorch.orchestrator.loop.Core;

/**
 * The replicas that somebody else runs (B-CP-057, B-BG-006 to 009): polled from when they are bound
 * until they are unbound, each on its virtual thread, so many at once as the settings say. Guarded
 * by its own lock; nothing here blocks but {@link #close}.
 */
public final class Replicas implements AutoCloseable {

    private record Watched(Watch watch, Thread thread) {}

    private final ReplicaSettings settings;
    private final EngineProbe probe;
    private final Core core;
    private final EngineKeys keys;
    private final Semaphore polls;
    private final Map<ReplicaId, Watched> bound = new HashMap<>();

    /** What the configuration says, for when a worker that took such a name is forgotten. */
    private final Map<ReplicaId, Binding> configured = new HashMap<>();

    /**
     * @param probe stays the caller's to close
     * @param keys is told the keys of what is bound
     */
    public Replicas(ReplicaSettings settings, EngineProbe probe, Core core, EngineKeys keys) {
        this.settings = settings;
        this.probe = probe;
        this.core = core;
        this.keys = keys;
        this.polls = new Semaphore(settings.pollsAtOnce());
    }

    /**
     * Binds a replica and begins to poll it; it takes the place of another one of the same name, on
     * which what runs goes on. Binding what is bound already, unchanged, does nothing (B-BG-005).
     *
     * @throws IllegalStateException when as many are bound as may be
     */
    public synchronized void bind(Binding binding) {
        if (binding.origin() == ReplicaOrigin.CONFIGURATION) {
            configured.put(binding.id(), binding);
        }
        Watched before = bound.get(binding.id());
        if (before != null) {
            if (before.watch().binding().equals(binding)) {
                return;
            }
            end(before);
            core.post(new Event.ReplicaReplaced(binding.unreported()));
        } else if (bound.size() >= settings.replicasMax()) {
            throw new IllegalStateException("no more replicas can be bound");
        }
        keys.set(binding.url(), Optional.ofNullable(binding.apiKey()));
        Watch watch = new Watch(binding, settings, probe, core, polls, this::forget);
        Thread thread = Thread.ofVirtual().name("poll " + binding.id()).unstarted(watch);
        bound.put(binding.id(), new Watched(watch, thread));
        thread.start();
    }

    /**
     * An attempt has just failed there without an answer: a look says now whether the engine is
     * gone, before others are sent there. Without effect when it is not bound here.
     */
    public synchronized void suspect(ReplicaId id) {
        Watched there = bound.get(id);
        if (there != null) {
            there.watch().suspect();
        }
    }

    /** Whether just this is bound. */
    public synchronized boolean binds(Binding binding) {
        Watched there = bound.get(binding.id());
        return there != null && there.watch().binding().equals(binding);
    }

    /** The binding of that name. */
    public synchronized Optional<Binding> binding(ReplicaId id) {
        return Optional.ofNullable(bound.get(id)).map(watched -> watched.watch().binding());
    }

    /** Whether another one could be bound. */
    synchronized boolean hasRoom(ReplicaId id) {
        return bound.containsKey(id) || bound.size() < settings.replicasMax();
    }

    private void forget(Watch silent) {
        synchronized (this) {
            Watched there = bound.get(silent.binding().id());
            if (there == null || there.watch() != silent) {
                return;
            }
        }
        ReplicaId id = silent.binding().id();
        unbind(id, "it has been silent for too long");
        Binding instead;
        synchronized (this) {
            instead = configured.get(id);
        }
        if (instead != null) {
            bind(instead);
        }
    }

    private static void end(Watched watched) {
        watched.watch().end();
        watched.thread().interrupt();
    }

    /** Unbinds a replica; without effect when it is not bound. */
    public synchronized void unbind(ReplicaId id, String cause) {
        Watched gone = bound.remove(id);
        if (gone != null) {
            end(gone);
            core.post(new Event.ReplicaGone(id, cause));
        }
    }

    /** Unbinds a replica that the configuration does not name any more. */
    public void forget(ReplicaId id, String cause) {
        synchronized (this) {
            configured.remove(id);
            Watched there = bound.get(id);
            if (there == null || there.watch().binding().origin() != ReplicaOrigin.CONFIGURATION) {
                return;
            }
        }
        unbind(id, cause);
    }

    /** The replicas bound now. */
    public synchronized List<Binding> bindings() {
        return bound.values().stream().map(watched -> watched.watch().binding()).toList();
    }

    /** Ends the polling and waits for it; the replicas stay bound in the core loop's eyes. */
    @Override
    public void close() {
        List<Thread> threads;
        synchronized (this) {
            threads = bound.values().stream().map(Watched::thread).toList();
            bound.clear();
        }
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
