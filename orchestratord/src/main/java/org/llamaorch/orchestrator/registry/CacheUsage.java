package org.llamaorch.orchestrator.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.engines.probe.EngineProbe;
import org.llamaorch.orchestrator.dispatch.EngineKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the llama.cpp servers that serve, whoever runs them, how full their KV caches are (contract
 * §5). One round after the other on a virtual thread of its own, the engines of a round at once, so
 * many as the settings say; a slow one is left out of the next round.
 */
public final class CacheUsage implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CacheUsage.class);

    /** Takes what was found. */
    @FunctionalInterface
    public interface Gauge {

        /** The replica's cache is so full now, 0 to 1; from any thread. */
        void set(ReplicaId replica, double ratio);
    }

    private final ReplicaSettings settings;
    private final EngineProbe probe;
    private final EngineKeys keys;
    private final Supplier<CompletableFuture<List<ReplicaStatus>>> replicas;
    private final Gauge gauge;
    private final Semaphore room;
    private final Map<ReplicaId, Thread> asking = new ConcurrentHashMap<>();
    private @Nullable Thread rounds;

    /**
     * @param probe stays the caller's to close
     * @param replicas those that are bound now
     */
    public CacheUsage(
            ReplicaSettings settings,
            EngineProbe probe,
            EngineKeys keys,
            Supplier<CompletableFuture<List<ReplicaStatus>>> replicas,
            Gauge gauge) {
        this.settings = settings;
        this.probe = probe;
        this.keys = keys;
        this.replicas = replicas;
        this.gauge = gauge;
        this.room = new Semaphore(settings.pollsAtOnce());
    }

    /** Begins; once. */
    public synchronized CacheUsage start() {
        rounds = Thread.ofVirtual().name("cache usage").start(this::goRound);
        return this;
    }

    private void goRound() {
        try {
            while (true) {
                Thread.sleep(settings.pollEveryMs());
                for (ReplicaStatus replica : serving()) {
                    if (!asking.containsKey(replica.id())) {
                        room.acquire();
                        Thread thread =
                                Thread.ofVirtual()
                                        .name("cache usage")
                                        .unstarted(() -> ask(replica));
                        asking.put(replica.id(), thread);
                        thread.start();
                    }
                }
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private List<ReplicaStatus> serving() {
        try {
            return replicas.get().join().stream()
                    .filter(status -> status.engine() == EngineKind.LLAMACPP)
                    .filter(status -> status.live() && status.ready())
                    .toList();
        } catch (CompletionException unavailable) {
            LOG.debug("It is not known which workers there are.", unavailable);
            return List.of();
        }
    }

    private void ask(ReplicaStatus replica) {
        try {
            Optional<String> key = keys.find(replica.url());
            OptionalDouble found = probe.cacheUsage(replica.url(), key.orElse(null));
            found.ifPresent(ratio -> gauge.set(replica.id(), ratio));
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } finally {
            asking.remove(replica.id());
            room.release();
        }
    }

    /** Ends the rounds and the questions under way. */
    @Override
    public synchronized void close() {
        if (rounds != null) {
            rounds.interrupt();
        }
        asking.values().forEach(Thread::interrupt);
    }
}
