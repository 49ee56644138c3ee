package org.llamaorch.poolmanager.local;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamaorch.poolmanager.process.EngineKeyFile;
import org.llamaorch.poolmanager.process.RunRecord;
import org.llamaorch.poolmanager.process.RunRecords;
import org.llamaorch.poolmanager.supervise.EngineUse;

/**
 * Waits until engines have nothing to do. Nobody here knows what orchestrators run, so the engines
 * are asked: all must be seen idle for as long as an orchestrator may need to notice that it should
 * send nothing more. One that does not answer counts as busy. Immutable; waiting blocks.
 */
final class IdleEngines {

    private final LocalPoolSettings settings;
    private final RunRecords records;

    IdleEngines(LocalPoolSettings settings) {
        this.settings = settings;
        this.records = new RunRecords(settings.home());
    }

    /**
     * Waits until all are idle, and stay so for {@code settle}.
     *
     * @param urls of the engines
     * @param patienceMs longest wait
     * @param busy is told how many requests run, at each look
     * @return whether they came to be idle in time
     */
    boolean await(Collection<String> urls, long patienceMs, Consumer<Integer> busy)
            throws InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMs);
        @Nullable Long idleSinceNanos = null;
        while (true) {
            boolean idle = areIdle(urls, busy);
            long nowNanos = System.nanoTime();
            if (!idle) {
                idleSinceNanos = null;
            } else if (idleSinceNanos == null) {
                idleSinceNanos = nowNanos;
            }
            if (idleSinceNanos != null
                    && nowNanos - idleSinceNanos >= settings.settle().toNanos()) {
                return true;
            }
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - nowNanos);
            if (leftMs <= 0) {
                return false;
            }
            Thread.sleep(Math.min(leftMs, settings.idleLook().toMillis()));
        }
    }

    /** One look at each; one that does not answer is not idle. */
    private boolean areIdle(Collection<String> urls, Consumer<Integer> busy)
            throws InterruptedException {
        int running = 0;
        boolean known = true;
        for (String url : urls) {
            Optional<EngineUse> use = EngineUse.look(url, key(url), settings.answerPatience());
            known &= use.isPresent();
            running += use.map(EngineUse::busy).orElse(0);
        }
        busy.accept(running);
        return known && running == 0;
    }

    private @Nullable String key(String url) {
        return records.all().stream()
                .filter(each -> each.url().equals(url))
                .findFirst()
                .map(RunRecord::apiKeyFile)
                .flatMap(file -> EngineKeyFile.read(Path.of(file)))
                .orElse(null);
    }
}
