package org.llamaorch.orchestrator.daemon;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.http.HttpSettings;
import org.llamaorch.orchestrator.journal.Durability;
import org.llamaorch.orchestrator.journal.Journal;
import org.llamaorch.orchestrator.journal.JournalSettings;
import org.llamaorch.orchestrator.journal.MemoryJournal;
import org.llamaorch.orchestrator.journal.SqliteJournal;
import org.llamaorch.orchestrator.journal.StateFolder;
import org.llamaorch.orchestrator.loop.LifeClock;
import org.llamaorch.orchestrator.observe.Metrics;

/**
 * What may refuse the start, opened first: bind policy, keys, certificate, state folder, journal.
 * Meanwhile, as they take as long and need nothing of it: event loops, series, and the door that
 * answers that the daemon is starting.
 *
 * @param clock never goes back, also not behind the journal's latest entry
 * @param specs the pools of the configuration
 * @param certificate absent when plain HTTP is served
 */
record Foundation(
        LifeClock clock,
        List<PoolSpec> specs,
        CallerKeys callers,
        @Nullable Certificate certificate,
        CompletableFuture<Vertx> loops,
        CompletableFuture<Metrics> series,
        StateFolder folder,
        Door door,
        Journal journal) {

    /**
     * Opens them; blocks.
     *
     * @throws StartRefused when something does not allow the start, in one sentence
     */
    static Foundation open(Config config, List<PoolSpec> specs, OpenParts parts)
            throws IOException {
        LifeClock clock = LifeClock.system();
        CallerKeys callers = CallerKeys.open(config, clock);
        Certificate certificate = Certificate.open(config);
        HttpSettings http = AccessCheck.httpSettings(config, callers, "ORCHD_ADDR=127.0.0.1:8080");
        int most = Math.max(http.eventLoops(), config.bounds().dispatch().lanes());
        CompletableFuture<Vertx> loops = meanwhile(() -> EventLoops.open(most));
        CompletableFuture<Metrics> series = meanwhile(() -> new Metrics(specs));
        parts.add("event loops", () -> EventLoops.await(loops.join().close()));
        StateFolder folder = parts.add("state folder", StateFolder.open(config.home()));
        Door door =
                parts.add(
                        "door",
                        Door.opening(
                                loops,
                                config.address(),
                                http,
                                certificate,
                                Foundation::onItsOwnThread));
        Journal journal = parts.add("journal", journal(config, folder, clock));
        clock.notBefore(journal.latestMs());
        return new Foundation(
                clock, specs, callers, certificate, loops, series, folder, door, journal);
    }

    /** The event loops, once they are there. */
    Vertx vertx() {
        return loops.join();
    }

    /** The series, once they are there. */
    Metrics metrics() {
        return series.join();
    }

    private static <T> CompletableFuture<T> meanwhile(Supplier<T> making) {
        return CompletableFuture.supplyAsync(making, Foundation::onItsOwnThread);
    }

    private static void onItsOwnThread(Runnable task) {
        Thread.ofPlatform().name("start").daemon().start(task);
    }

    private static Journal journal(Config config, StateFolder folder, LifeClock clock) {
        JournalSettings settings = config.bounds().journal();
        return config.durability() == Durability.MEMORY
                ? new MemoryJournal(clock, settings.rememberMs(), settings.rememberMax())
                : SqliteJournal.open(folder, settings, clock);
    }
}
