package org.llamaorch.orchestrator.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.http.Artifacts;
import org.llamaorch.orchestrator.http.json.CanonicalJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The artifacts on disk, content-addressed and bounded. Safe from any thread: what blocks runs on
 * virtual threads, and the futures complete there.
 */
public final class ArtifactStore implements Artifacts, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ArtifactStore.class);
    private static final long CLOSE_WITHIN_MS = 10_000;

    private final ArtifactSettings settings;
    private final DocumentFiles files;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore writes;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArtifactIndex index = new ArtifactIndex();
    private final CompletableFuture<IndexLog> opened;
    private final LongSupplier clockMs;
    private final Thread sweeper;

    private ArtifactStore(Path folder, ArtifactSettings settings, LongSupplier clockMs) {
        this.settings = settings;
        this.clockMs = clockMs;
        files = new DocumentFiles(folder.resolve("documents"));
        writes = new Semaphore(settings.writesWaiting());
        opened = run(() -> openLog(folder));
        sweeper = Thread.ofVirtual().name("artifact-sweep").start(this::sweepNowAndThen);
    }

    /** Opens the store in the folder, made where it is missing; the index is read meanwhile. */
    public static ArtifactStore open(Path folder, ArtifactSettings settings, LongSupplier clockMs) {
        return new ArtifactStore(folder, settings, clockMs);
    }

    /**
     * Keeps a document for the caller; the same again only takes over the new tags (B-ART-022). The
     * oldest documents go where the limits demand it. The future fails with {@link
     * RejectedExecutionException} when too many wait or the store is closed, with {@link
     * UncheckedIOException} when the disk refuses.
     *
     * @param kind transcript, plan, summary, diff, trace, logs or other
     * @param writer of the document; what it throws is what the future fails with
     */
    public CompletableFuture<Item> put(
            String kind, List<String> tags, long createdMs, DocumentWriter writer, String caller) {
        if (!writes.tryAcquire()) {
            return CompletableFuture.failedFuture(
                    new RejectedExecutionException("too many artifacts wait to be written"));
        }
        CompletableFuture<Item> stored =
                run(() -> {
                    opened.join();
                    DocumentFiles.Young young = files.write(writer);
                    Holding holding =
                            new Holding(
                                    young.id(), kind, createdMs, young.sizeBytes(), caller, tags);
                    keep(holding, young);
                    return item(holding);
                });
        var _ = stored.whenComplete((_, _) -> writes.release());
        return stored;
    }

    @Override
    public int documentBytesMax() {
        return settings.documentBytesMax();
    }

    @Override
    public CompletableFuture<Item> store(
            String kind, List<String> tags, byte[] json, String caller) {
        return put(
                kind,
                tags,
                clockMs.getAsLong(),
                out -> {
                    CanonicalJson canonical = new CanonicalJson(out);
                    canonical.write(json, 0, json.length);
                    canonical.flush();
                },
                caller);
    }

    @Override
    public CompletableFuture<Optional<byte[]>> find(String id, @Nullable String caller) {
        return run(() -> {
            opened.join();
            boolean seen;
            lock.lock();
            try {
                seen = index.holds(id, caller);
            } finally {
                lock.unlock();
            }
            return seen ? files.read(id) : Optional.empty();
        });
    }

    @Override
    public CompletableFuture<List<Item>> list(
            @Nullable String caller, @Nullable String kind, @Nullable String tag, int limit) {
        return run(() -> {
            opened.join();
            lock.lock();
            try {
                return index.list(caller, kind, tag, limit).stream()
                        .map(ArtifactStore::item)
                        .toList();
            } finally {
                lock.unlock();
            }
        });
    }

    /** Finishes what is being written, at most for some seconds, and closes the index. */
    @Override
    public void close() {
        sweeper.interrupt();
        threads.shutdown();
        try {
            sweeper.join();
            if (!threads.awaitTermination(CLOSE_WITHIN_MS, TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
            if (opened.state() == Future.State.SUCCESS) {
                opened.resultNow().close();
            }
        } catch (InterruptedException _) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("The index of the artifacts did not close cleanly.", e);
        }
    }

    private IndexLog openLog(Path folder) throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        files.sweep();
        lock.lock();
        try {
            return IndexLog.open(folder.resolve("index.log"), index);
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock as a whole, so that nobody removes what is just being kept. */
    private void keep(Holding holding, DocumentFiles.Young young) throws IOException {
        IndexLog log = opened.join();
        lock.lock();
        try {
            files.keep(young);
            log.append(holding.line());
            index.put(holding);
            remove(index.beyond(settings.bytesMax(), settings.documentsMax()), log);
        } finally {
            lock.unlock();
        }
    }

    private void remove(List<String> ids, IndexLog log) throws IOException {
        for (String id : ids) {
            log.append(Holding.goneLine(id));
            index.remove(id);
            files.delete(id);
        }
    }

    private void sweepNowAndThen() {
        try {
            while (true) {
                sweep();
                Thread.sleep(settings.sweepEveryMs());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOG.warn("Old artifacts are not removed any more.", e);
        }
    }

    /** Removes what is older than it is kept. Blocks for the disk. */
    void sweep() throws IOException {
        IndexLog log = opened.join();
        long nowMs = clockMs.getAsLong();
        lock.lock();
        try {
            remove(
                    index.olderThan(
                            sinceMs(nowMs, settings.transcriptsKeepMs()),
                            sinceMs(nowMs, settings.othersKeepMs())),
                    log);
        } finally {
            lock.unlock();
        }
    }

    private static long sinceMs(long nowMs, long keepMs) {
        return keepMs == 0 ? Long.MIN_VALUE : nowMs - keepMs;
    }

    private <T> CompletableFuture<T> run(Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    done.complete(work.call());
                } catch (IOException e) {
                    done.completeExceptionally(new UncheckedIOException(e));
                } catch (Exception e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(e);
        }
        return done;
    }

    private static Item item(Holding holding) {
        return new Item(
                holding.id(),
                holding.kind(),
                "sha256:" + holding.id(),
                holding.createdMs(),
                holding.tags());
    }
}
