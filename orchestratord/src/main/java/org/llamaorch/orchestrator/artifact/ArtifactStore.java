package org.llamaorch.orchestrator.artifact;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.digest.Sha256;
import org.llamaorch.orchestrator.http.Artifacts;
import org.llamaorch.orchestrator.http.json.CanonicalJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The artifacts on disk, content-addressed and bounded. Safe from any thread: what blocks runs on
 * virtual threads, and the futures complete there. Transcripts, which hardly anybody waits for, are
 * made by a few threads that the token path comes before.
 */
public final class ArtifactStore implements Artifacts, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ArtifactStore.class);
    private static final long CLOSE_WITHIN_MS = 10_000;

    /** Transcripts of at most this many bytes, of about a thousand tokens, are packed. */
    private static final int PACKED_BYTES_MAX = 256 << 10;

    private static final int TRANSCRIPTS_AT_ONCE = 2;

    private static final long PACK_BYTES_MAX = 16 << 20;

    private final ArtifactSettings settings;
    private final DocumentFiles files;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @SuppressWarnings("ThreadPriorityCheck") // speed alone hangs on it
    private final ExecutorService transcripts =
            Executors.newFixedThreadPool(
                    TRANSCRIPTS_AT_ONCE,
                    Thread.ofPlatform()
                            .name("transcripts-", 0)
                            .priority(Thread.MIN_PRIORITY)
                            .daemon()
                            .factory());

    private final Semaphore writes;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArtifactIndex index = new ArtifactIndex();
    private final CompletableFuture<OnDisk> opened;
    private final LongSupplier clockMs;
    private final BooleanSupplier full;
    private final Thread sweeper;

    /** What of the store has to be read before it can be used. Guarded by the lock. */
    private record OnDisk(IndexLog log, Packs packs) {

        void close() throws IOException {
            try (packs) {
                log.close();
            }
        }
    }

    private ArtifactStore(
            Path folder, ArtifactSettings settings, LongSupplier clockMs, BooleanSupplier full) {
        this.settings = settings;
        this.full = full;
        this.clockMs = clockMs;
        files = new DocumentFiles(folder.resolve("documents"));
        writes = new Semaphore(settings.writesWaiting());
        opened = run(() -> open(folder));
        sweeper = Thread.ofVirtual().name("artifact-sweep").start(this::sweepNowAndThen);
    }

    /**
     * Opens the store in the folder, made where it is missing; the index is read meanwhile.
     *
     * @param full whether what room the disk still has is kept for more than documents; from any
     *     thread
     */
    public static ArtifactStore open(
            Path folder, ArtifactSettings settings, LongSupplier clockMs, BooleanSupplier full) {
        return new ArtifactStore(folder, settings, clockMs, full);
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
        boolean packed = kind.equals(ArtifactIndex.TRANSCRIPT);
        CompletableFuture<Item> stored =
                run(
                        packed ? transcripts : threads,
                        () -> {
                            opened.join();
                            if (full.getAsBoolean()) {
                                throw new IOException(
                                        "No space left on device but what is kept for the journal");
                            }
                            Draft draft = files.draft(writer, packed ? PACKED_BYTES_MAX : 0);
                            return item(keep(draft, kind, createdMs, caller, tags));
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
            OnDisk disk = opened.join();
            Holding holding;
            lock.lock();
            try {
                holding = index.holds(id, caller) ? index.any(id) : null;
            } finally {
                lock.unlock();
            }
            return holding == null ? Optional.empty() : read(holding, disk.packs());
        });
    }

    /** The document; empty when it is not there any more or not what its id says. */
    private Optional<byte[]> read(Holding holding, Packs packs) throws IOException {
        PackPlace place = holding.place();
        byte[] document;
        try {
            document =
                    place == null
                            ? files.read(holding.id())
                            : packs.read(place, Math.toIntExact(holding.bytes()));
        } catch (NoSuchFileException | EOFException _) {
            return Optional.empty();
        }
        String found = HexFormat.of().formatHex(Sha256.begin().digest(document));
        if (!found.equals(holding.id())) {
            LOG.atError()
                    .addKeyValue("artifact_id", holding.id())
                    .log("An artifact is damaged on disk; nobody gets it.");
            return Optional.empty();
        }
        return Optional.of(document);
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
        transcripts.shutdown();
        try {
            sweeper.join();
            if (!transcripts.awaitTermination(CLOSE_WITHIN_MS, TimeUnit.MILLISECONDS)
                    || !threads.awaitTermination(CLOSE_WITHIN_MS, TimeUnit.MILLISECONDS)) {
                transcripts.shutdownNow();
                threads.shutdownNow();
            }
            if (opened.state() == Future.State.SUCCESS) {
                opened.resultNow().close();
            }
        } catch (InterruptedException _) {
            transcripts.shutdownNow();
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("The index of the artifacts does not close cleanly.", e);
        }
    }

    private OnDisk open(Path folder) throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        files.sweep();
        lock.lock();
        try {
            IndexLog log = IndexLog.open(folder.resolve("index.log"), index);
            return new OnDisk(
                    log, Packs.open(folder.resolve("packs"), index.places(), PACK_BYTES_MAX));
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock as a whole, so that nobody removes what is just being kept. */
    private Holding keep(Draft draft, String kind, long createdMs, String caller, List<String> tags)
            throws IOException {
        OnDisk disk = opened.join();
        lock.lock();
        try {
            Holding known = index.any(draft.id());
            PackPlace place = known == null ? put(draft, disk.packs()) : known.place();
            if (known != null && draft instanceof Draft.InFile file) {
                files.drop(file);
            }
            Holding holding =
                    new Holding(
                            draft.id(), kind, createdMs, draft.sizeBytes(), place, caller, tags);
            disk.log().append(holding.line());
            index.put(holding);
            remove(index.beyond(settings.bytesMax(), settings.documentsMax()), disk);
            return holding;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable PackPlace put(Draft draft, Packs packs) throws IOException {
        return switch (draft) {
            case Draft.InMemory(_, byte[] document) -> packs.append(document);
            case Draft.InFile file -> {
                files.keep(file);
                yield null;
            }
        };
    }

    private void remove(List<String> ids, OnDisk disk) throws IOException {
        for (String id : ids) {
            Holding holding = index.any(id);
            disk.log().append(Holding.goneLine(id));
            index.remove(id);
            if (holding != null && holding.place() != null) {
                disk.packs().gone(holding.place());
            } else {
                files.delete(id);
            }
        }
    }

    private void sweepNowAndThen() {
        try {
            while (true) {
                try {
                    sweep();
                } catch (IOException e) {
                    LOG.warn("Old artifacts stay for now; their removal is tried again.", e);
                }
                Thread.sleep(settings.sweepEveryMs());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("Old artifacts are not removed any more.", e);
        }
    }

    /** Removes what is older than it is kept. Blocks for the disk. */
    void sweep() throws IOException {
        OnDisk disk = opened.join();
        long nowMs = clockMs.getAsLong();
        lock.lock();
        try {
            remove(
                    index.olderThan(
                            sinceMs(nowMs, settings.transcriptsKeepMs()),
                            sinceMs(nowMs, settings.othersKeepMs())),
                    disk);
        } finally {
            lock.unlock();
        }
    }

    private static long sinceMs(long nowMs, long keepMs) {
        return keepMs == 0 ? Long.MIN_VALUE : nowMs - keepMs;
    }

    private <T> CompletableFuture<T> run(Callable<T> work) {
        return run(threads, work);
    }

    private static <T> CompletableFuture<T> run(Executor executor, Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            executor.execute(() -> {
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
