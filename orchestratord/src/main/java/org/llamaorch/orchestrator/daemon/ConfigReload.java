package org.llamaorch.orchestrator.daemon;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.config.ConfigurationRefused;
import org.llamaorch.orchestrator.http.ConfigDoor;
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
                if (change.part().differs(now, next)) {
                    change.apply().accept(next);
                    applied.add(change.part().sentence());
                }
            }
            EnginePools.Changes changes = pools.apply(next.pools());
            applied.addAll(changes.applied());
            applied.forEach(narrator()::configChanged);
            List<String> needsRestart = new ArrayList<>(RestartKey.changed(started, next)); // 4
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
}
