package org.llamaorch.orchestrator.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.config.ConfigurationRefused;
import org.llamaorch.orchestrator.http.ConfigDoor;
import org.llamaorch.orchestrator.observe.Narrator;

/**
 * Reads the configuration again and applies what may change while the daemon runs: pools that come
 * and go, their limits and names, their replicas by url. What is wrong changes nothing; what needs
 * a restart is told. One at a time; safe from any thread.
 */
final class ConfigReload implements ConfigDoor {

    private final Supplier<Config> reader;
    private final EnginePools pools;
    private final Narrator narrator;
    private final ReentrantLock oneByOne = new ReentrantLock();
    private final Config started;

    /**
     * @param reader reads the file, the environment and the flags as at the start
     */
    ConfigReload(Config started, Supplier<Config> reader, EnginePools pools, Narrator narrator) {
        this.started = started;
        this.reader = reader;
        this.pools = pools;
        this.narrator = narrator;
    }

    @Override
    public CompletionStage<Outcome> reload() {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                outcome.complete(inTurn());
            } catch (InterruptedException | RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
        return outcome;
    }

    private Outcome inTurn() throws InterruptedException {
        oneByOne.lockInterruptibly();
        try {
            Config next = reader.get();
            EnginePools.Changes changes = pools.apply(next.pools());
            List<String> needsRestart = new ArrayList<>(changes.needsRestart());
            needsRestart.addAll(others(next));
            changes.applied().forEach(narrator::configChanged);
            return new Outcome.Reloaded(changes.applied(), needsRestart);
        } catch (ConfigurationRefused wrong) {
            String sentence = String.valueOf(wrong.getMessage());
            narrator.configRefused(sentence);
            return new Outcome.Refused(sentence);
        } finally {
            oneByOne.unlock();
        }
    }

    private List<String> others(Config next) {
        List<String> changed = new ArrayList<>();
        note(changed, "addr", next, Config::address);
        note(changed, "home", next, Config::home);
        note(changed, "cache", next, Config::cache);
        note(changed, "offline", next, Config::offline);
        note(changed, "durability", next, Config::durability);
        note(changed, "shutdown_grace_ms", next, Config::shutdownGraceMs);
        note(changed, "log_format", next, config -> String.valueOf(config.logFormat()));
        note(changed, "trust", next, Config::trustStrict);
        note(changed, "pool_managerd", next, Config::embedded);
        note(changed, "auth", next, Config::access);
        note(changed, "workers", next, Config::workers);
        note(changed, "queue, retry, session, limits", next, Config::scheduler);
        note(changed, "stream", next, Config::stream);
        note(changed, "catalog", next, Config::catalog);
        note(changed, "another time or limit", next, Config::bounds);
        return changed;
    }

    private void note(
            List<String> changed, String key, Config next, Function<Config, Object> part) {
        if (!Objects.equals(part.apply(started), part.apply(next))) {
            changed.add(key);
        }
    }
}
