package org.llamaorch.orchestrator.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.model.CatalogModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The models that are known here. A change is on disk and known to admission before it is answered.
 * Safe from any thread: what blocks runs on virtual threads, one change at a time under the lock,
 * and the futures complete there. They fail with {@link UncheckedIOException} when the disk
 * refuses.
 */
public final class Catalog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);
    private static final long CLOSE_WITHIN_MS = 10_000;

    private volatile CatalogSettings settings;
    private final Verifier verifier;
    private final ModelFileRemoval removal;
    private final LongSupplier clockMs;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Verifications verifications;
    private final ReentrantLock lock = new ReentrantLock();
    private final ModelEntries entries;
    private final AtomicLong revision = new AtomicLong();
    private final ServedModels served;
    private volatile TrustJudge judge;
    private @Nullable CatalogListener listener;

    private Catalog(
            CatalogSettings settings,
            EntryFiles files,
            LocalModels models,
            Path modelRoot,
            LongSupplier clockMs)
            throws IOException {
        this.settings = settings;
        this.entries = ModelEntries.read(files);
        this.verifier = new Verifier(models);
        this.served = new ServedModels(this, models);
        this.removal = new ModelFileRemoval(modelRoot);
        this.clockMs = clockMs;
        this.judge = new TrustJudge(settings.trust());
        this.verifications = new Verifications(settings, threads);
    }

    /**
     * Reads the catalog in {@code folder}, made where it is missing. Blocks for the disk.
     *
     * @param models where models lie on this machine
     * @param modelRoot the folder in which files of deleted models are deleted
     */
    public static Catalog open(
            Path folder,
            CatalogSettings settings,
            LocalModels models,
            Path modelRoot,
            LongSupplier clockMs)
            throws IOException {
        return new Catalog(settings, EntryFiles.open(folder), models, modelRoot, clockMs);
    }

    /** What is known here of the models that engines have loaded. */
    public ServedModels served() {
        return served;
    }

    /** Changes with every change. */
    long revision() {
        return revision.get();
    }

    /** What admission has to know at the start. */
    public List<CatalogModel> models() {
        lock.lock();
        try {
            return listed();
        } finally {
            lock.unlock();
        }
    }

    /** Tells every change from now on, and looks after verified files. */
    public void start(CatalogListener hearing) {
        listener = hearing;
        threads.execute(() -> {
            try {
                while (true) {
                    Thread.sleep(settings.lookEveryMs());
                    look();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Describes a model, or describes it anew (B-CAT-004). */
    public CompletableFuture<CatalogAnswer> describe(ModelDescription said) {
        return run(() -> {
            LocalModel local = verifier.locate(said);
            return changed(() -> describe(said, local));
        });
    }

    private CatalogAnswer describe(ModelDescription said, LocalModel local) throws IOException {
        ModelEntry before = entries.get(said.id());
        ModelEntry young =
                before == null
                        ? ModelEntry.described(said, clockMs.getAsLong())
                        : before.described(said);
        Optional<CatalogAnswer.NameTaken> taken = entries.taken(young);
        if (taken.isPresent()) {
            return taken.get();
        }
        if (before == null && entries.size() >= settings.entriesMax()) {
            return new CatalogAnswer.Full(
                    "The catalog holds "
                            + settings.entriesMax()
                            + " models, which is its limit; delete one.");
        }
        return kept(young.located(local), "described");
    }

    /** Activates or retires a model (B-CAT-030 to 035); {@code byMs} is for Retired. */
    public CompletableFuture<CatalogAnswer> set(
            String id, Lifecycle lifecycle, @Nullable Long deadlineMs) {
        return change(() -> {
            ModelEntry entry = entries.get(id);
            if (entry == null) {
                return new CatalogAnswer.NoSuchModel();
            }
            Long byMs =
                    lifecycle == Lifecycle.RETIRED && deadlineMs != null
                            ? (Long) (clockMs.getAsLong() + deadlineMs)
                            : null;
            return kept(
                    entry.in(lifecycle, byMs),
                    lifecycle == Lifecycle.RETIRED ? "retired" : "activated");
        });
    }

    /** Begins to verify a model's files; the answer is the entry as it is then (B-CAT-020). */
    public CompletableFuture<CatalogAnswer> verify(String id) {
        return change(() -> {
            ModelEntry entry = entries.get(id);
            if (entry == null) {
                return new CatalogAnswer.NoSuchModel();
            }
            if (!verifications.begin(id, () -> hash(id))) {
                return new CatalogAnswer.Busy(
                        "Too many verifications wait already; ask again when some are done.");
            }
            return new CatalogAnswer.Done(wire(entry));
        });
    }

    /** Deletes a model, and its files where they lie in the model cache (B-CAT-040 to 043). */
    public CompletableFuture<CatalogAnswer> delete(String id) {
        return change(() -> {
            ModelEntry entry = entries.get(id);
            if (entry == null) {
                return new CatalogAnswer.NoSuchModel();
            }
            entries.delete(id);
            deleteFiles(entry);
            tell(entry, "deleted");
            return new CatalogAnswer.Done(wire(entry));
        });
    }

    /** An entry as callers see it, its files looked at. */
    public CompletableFuture<Optional<ObjectNode>> find(String id) {
        return run(() -> {
            look(id);
            return locked(() -> Optional.ofNullable(entries.get(id)).map(this::wire));
        });
    }

    /** All entries as callers see them, oldest first. */
    public CompletableFuture<List<ObjectNode>> list() {
        return run(() -> locked(() -> entries.all().stream().map(this::wire).toList()));
    }

    /** The entries themselves, oldest first. */
    public List<ModelEntry> entries() {
        lock.lock();
        try {
            return List.copyOf(entries.all());
        } finally {
            lock.unlock();
        }
    }

    /**
     * From now on models are judged by these, and these limits hold, but for how many verifications
     * run and wait. Done once admission knows.
     */
    public CompletionStage<?> take(CatalogSettings others) {
        return change(() -> {
            settings = others;
            judge = new TrustJudge(others.trust());
            return new CatalogAnswer.NoSuchModel();
        });
    }

    /** Stops verifications and waits for what is being written, at most for some seconds. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(CLOSE_WITHIN_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("The catalog does not come to rest in time.");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private CatalogAnswer kept(ModelEntry entry, String action) throws IOException {
        entries.keep(entry);
        tell(entry, action);
        return new CatalogAnswer.Done(wire(entry));
    }

    private void tell(ModelEntry entry, String action) {
        CatalogListener hearing = listener;
        if (hearing != null) {
            hearing.changed(entry, action);
        }
    }

    private List<CatalogModel> listed() {
        TrustJudge now = judge;
        return entries.all().stream().map(entry -> entry.forAdmission(now)).toList();
    }

    private ObjectNode wire(ModelEntry entry) {
        return EntryJson.wire(
                entry, judge.judge(entry.description()), verifications.progress(entry.id()));
    }

    private void hash(String id) throws InterruptedException {
        ModelEntry entry = locked(() -> entries.get(id));
        if (entry != null) {
            Verifier.Found found =
                    verifier.verify(
                            entry,
                            judge.judge(entry.description()),
                            clockMs.getAsLong(),
                            hashing -> verifications.progress(id, hashing));
            found(
                    latest -> latest.description().equals(entry.description()),
                    id,
                    found.verification(),
                    latest ->
                            latest.located(found.local())
                                    .verified(found.verification(), found.hashed()));
        }
    }

    private void look() {
        for (ModelEntry entry : entries()) {
            look(entry.id());
        }
    }

    private void look(String id) {
        ModelEntry entry = locked(() -> entries.get(id));
        if (entry != null) {
            Verifier.sinceThen(entry, clockMs.getAsLong())
                    .ifPresent(found ->
                            found(
                                    entry::equals,
                                    id,
                                    found,
                                    latest -> latest.verified(found, false)));
        }
    }

    /**
     * Takes over what was found, unless the model was deleted meanwhile or is {@code still} not
     * what was looked at: it was described anew, or a verification came in between.
     */
    private void found(
            Predicate<ModelEntry> still,
            String id,
            Verification found,
            UnaryOperator<ModelEntry> change) {
        var _ =
                changed(() -> {
                    ModelEntry latest = entries.get(id);
                    if (latest != null && still.test(latest)) {
                        entries.keep(change.apply(latest));
                        CatalogListener hearing = listener;
                        if (hearing != null) {
                            hearing.verified(latest, found);
                        }
                    }
                    return found;
                });
    }

    private CompletableFuture<CatalogAnswer> change(Callable<CatalogAnswer> change) {
        return run(() -> changed(change));
    }

    /** Makes a change and tells admission of it; blocks until admission knows. */
    private <T> T changed(Callable<T> change) {
        CompletionStage<?> told;
        T answer;
        lock.lock();
        try {
            answer = change.call();
            var _ = revision.incrementAndGet();
            CatalogListener hearing = listener;
            told =
                    hearing == null
                            ? CompletableFuture.completedFuture(null)
                            : hearing.listed(listed());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            lock.unlock();
        }
        told.toCompletableFuture().join();
        return answer;
    }

    private <T> T locked(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    private void deleteFiles(ModelEntry entry) {
        Optional<Path> first = verifier.file(entry.description());
        boolean shared =
                entries.all().stream()
                        .anyMatch(other -> verifier.file(other.description()).equals(first));
        if (first.isEmpty() || shared || !removal.inside(first.get())) {
            return;
        }
        removal.deleteAll(entry.description(), verifier);
    }

    private <T> CompletableFuture<T> run(Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    done.complete(work.call());
                } catch (Exception e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(e);
        }
        return done;
    }
}
