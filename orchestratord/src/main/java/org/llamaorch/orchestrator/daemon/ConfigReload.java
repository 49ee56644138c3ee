package org.llamaorch.orchestrator.daemon;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.catalog.CatalogSettings;
import org.llamaorch.orchestrator.config.Bounds;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.config.ConfigurationRefused;
import org.llamaorch.orchestrator.http.ConfigDoor;
import org.llamaorch.orchestrator.http.HttpLimits;
import org.llamaorch.orchestrator.keys.KeyFileRefused;
import org.llamaorch.orchestrator.observe.Metrics;
import org.llamaorch.orchestrator.observe.Narrator;

/**
 * Reads the configuration again and applies what may change while the daemon runs:
 *
 * <ol>
 *   <li>the file, the environment and the flags are read and checked as at the start, and what only
 *       the running daemon can judge is judged; what is wrong changes nothing
 *   <li>another certificate is shown: the one thing that can still fail
 *   <li>the {@link LiveSettings} and the pools change, each told
 *   <li>what needs a restart is named, and stays as it is until then
 * </ol>
 *
 * One at a time; safe from any thread.
 */
final class ConfigReload implements ConfigDoor {

    private final Config started;
    private final Supplier<Config> reader;
    private final LiveSettings live;
    private final EnginePools pools;
    private final @Nullable Certificate certificate;
    private final Metrics metrics;
    private final ReentrantLock oneByOne = new ReentrantLock();

    /**
     * @param reader reads the file, the environment and the flags as at the start
     * @param certificate null when the daemon was started without TLS
     */
    ConfigReload(
            Config started,
            Supplier<Config> reader,
            LiveSettings live,
            EnginePools pools,
            @Nullable Certificate certificate,
            Metrics metrics) {
        this.started = started;
        this.reader = reader;
        this.live = live;
        this.pools = pools;
        this.certificate = certificate;
        this.metrics = metrics;
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
            List<String> applied = new ArrayList<>();
            Config next = reader.get(); // 1
            live.callers().check(next.access().keys());
            show(next, applied); // 2
            Config now = live.inForce().now(); // 3
            live.inForce().take(next);
            for (LiveChange change : live.changes()) {
                if (change.differs(now, next)) {
                    change.apply().accept(next);
                    applied.add(change.sentence());
                }
            }
            EnginePools.Changes changes = pools.apply(next.pools());
            applied.addAll(changes.applied());
            applied.forEach(narrator()::configChanged);
            List<String> needsRestart = needsRestart(next); // 4
            needsRestart.addAll(changes.needsRestart());
            metrics.configReloaded(true);
            return new Outcome.Reloaded(applied, needsRestart);
        } catch (ConfigurationRefused | KeyFileRefused | IOException wrong) {
            String sentence = String.valueOf(wrong.getMessage());
            narrator().configRefused(sentence);
            metrics.configReloaded(false);
            return new Outcome.Refused(sentence);
        } finally {
            oneByOne.unlock();
        }
    }

    private Narrator narrator() {
        return live.narrator();
    }

    private void show(Config next, List<String> applied) throws IOException {
        Config.Tls now = live.inForce().now().access().tls();
        Config.Tls wanted = next.access().tls();
        if (certificate == null || wanted == null || wanted.equals(now)) {
            return;
        }
        try {
            certificate.take(wanted, live.http());
        } catch (IOException wrong) {
            throw new IOException(
                    "tls: the files "
                            + wanted.certificate()
                            + " and "
                            + wanted.key()
                            + " cannot be used ("
                            + wrong.getMessage()
                            + ").",
                    wrong);
        }
        applied.add("The certificate of other files is shown.");
    }

    private List<String> needsRestart(Config next) {
        List<String> changed = new ArrayList<>();
        note(changed, "addr", next, Config::address);
        note(changed, "home", next, Config::home);
        note(changed, "cache", next, Config::cache);
        note(changed, "offline", next, Config::offline);
        note(changed, "durability", next, Config::durability);
        note(changed, "log_format", next, config -> String.valueOf(config.logFormat()));
        note(changed, "pool_managerd", next, Config::poolManagerd);
        note(changed, "tls", next, config -> config.access().tls() != null);
        note(changed, "auth.keys_file", next, config -> String.valueOf(config.access().keysFile()));
        note(changed, "auth.keys_watch_ms", next, config -> config.access().keysWatchMs());
        note(changed, "workers.runtime_dir", next, config -> config.workers().runtimeDir());
        note(
                changed,
                "workers.watch_interval_ms",
                next,
                config -> config.workers().watchIntervalMs());
        note(changed, "workers.forget_after_ms", next, config -> config.workers().forgetAfterMs());
        note(changed, "stream", next, Config::stream);
        note(changed, "catalog.idle_look_ms", next, of(CatalogSettings::idleLookMs));
        note(changed, "catalog.verifications_max", next, of(CatalogSettings::verificationsMax));
        note(
                changed,
                "catalog.verifications_waiting",
                next,
                of(CatalogSettings::verificationsWaiting));
        note(changed, "http.connections", next, http(HttpLimits::connectionsMax));
        note(changed, "http.head_ms", next, http(HttpLimits::headMs));
        note(changed, "http.header_bytes", next, http(HttpLimits::headerBytesMax));
        note(changed, "http.parsers", next, http(HttpLimits::parsersMax));
        note(changed, "journal", next, bounds(Bounds::journal));
        note(changed, "artifacts", next, bounds(b -> List.of(b.artifacts(), b.transcripts())));
        note(changed, "engines", next, bounds(b -> List.of(b.dispatch(), b.probe())));
        note(changed, "registry", next, bounds(Bounds::registry));
        note(
                changed,
                "supervision",
                next,
                bounds(b -> List.of(b.supervision(), b.engineLogBytes())));
        return changed;
    }

    private static Function<Config, Object> of(Function<CatalogSettings, Object> part) {
        return config -> part.apply(config.catalog());
    }

    private static Function<Config, Object> http(Function<HttpLimits, Object> part) {
        return config -> part.apply(config.bounds().http());
    }

    private static Function<Config, Object> bounds(Function<Bounds, Object> part) {
        return config -> part.apply(config.bounds());
    }

    private void note(
            List<String> changed, String key, Config next, Function<Config, Object> part) {
        if (!Objects.equals(part.apply(started), part.apply(next))) {
            changed.add(key);
        }
    }
}
