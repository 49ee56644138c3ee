package org.llamaorch.orchestrator.operation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.orchestrator.http.OperationView;
import org.llamaorch.orchestrator.http.OperationView.Failure;
import org.llamaorch.orchestrator.http.OperationView.State;
import org.llamaorch.orchestrator.http.PoolOperations.Started;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The long calls of this daemon, each on a virtual thread of its own:
 *
 * <ol>
 *   <li>begin and end are written, steps are not
 *   <li>one that ran when the daemon died has failed, and says so
 *   <li>ended ones are kept for a while, and so many
 * </ol>
 *
 * Guarded by its lock.
 */
public final class Operations implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);

    /** What an operation does. Blocks; an interrupt ends it. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does it.
         *
         * @param step is told what it does now, in a word
         * @return what it brought
         */
        ObjectNode run(Consumer<String> step) throws InterruptedException, OperationFailed;
    }

    private final OperationStore store;
    private final LongSupplier clockMs;
    private final OperationSettings settings;
    private final Map<String, OperationView> operations = new HashMap<>();
    private final Set<Thread> running = new HashSet<>();
    private boolean closed;

    private Operations(OperationStore store, OperationSettings settings, LongSupplier clockMs) {
        this.store = store;
        this.settings = settings;
        this.clockMs = clockMs;
    }

    /**
     * Takes back what earlier lives left.
     *
     * @param clockMs epoch milliseconds that never go back
     * @throws IOException when the folder cannot be used
     */
    public static Operations open(Path folder, OperationSettings settings, LongSupplier clockMs)
            throws IOException {
        Operations operations = new Operations(new OperationStore(folder), settings, clockMs);
        operations.takeBack();
        return operations;
    }

    /** Begins an operation and returns at once. */
    public Started start(String kind, String poolId, Work work) {
        OperationView begun =
                new OperationView(
                        UUID.randomUUID().toString(),
                        kind,
                        poolId,
                        State.RUNNING,
                        "begins",
                        clockMs.getAsLong(),
                        0,
                        null,
                        null);
        CompletableFuture<OperationView> end = new CompletableFuture<>();
        Thread thread =
                Thread.ofVirtual()
                        .name("operation-" + kind)
                        .unstarted(() -> end.complete(run(begun, work)));
        synchronized (this) {
            if (closed) {
                return new Started(
                        begun,
                        CompletableFuture.completedFuture(
                                ended(begun, null, failure(ErrorCode.SHUTTING_DOWN, "It stops."))));
            }
            operations.put(begun.id(), begun);
            running.add(thread);
            store.write(begun); // 1
            forgetOld();
        }
        thread.start();
        return new Started(begun, end);
    }

    /** An operation as it stands; empty when it is not known or not kept any more. */
    public synchronized Optional<OperationView> find(String id) {
        return Optional.ofNullable(operations.get(id));
    }

    private OperationView run(OperationView begun, Work work) {
        OperationView ended;
        try {
            ended = ended(begun, work.run(step -> step(begun.id(), step)), null);
        } catch (OperationFailed failed) {
            ended = ended(begun, null, failure(failed.code(), failed.sentence()));
        } catch (InterruptedException stopped) {
            ended =
                    ended(
                            begun,
                            null,
                            failure(
                                    ErrorCode.WORKER_RESET,
                                    "The daemon was stopped while the operation ran."));
        } catch (RuntimeException defect) {
            LOG.atError()
                    .addKeyValue("operation_id", begun.id())
                    .setCause(defect)
                    .log("An operation fails because of a defect.");
            ended =
                    ended(
                            begun,
                            null,
                            failure(
                                    ErrorCode.INTERNAL,
                                    "Something broke inside; the log has the details."));
        }
        synchronized (this) {
            operations.put(ended.id(), ended);
            store.write(ended); // 1
            running.remove(Thread.currentThread());
        }
        return ended;
    }

    private synchronized void step(String id, String step) {
        operations.computeIfPresent(
                id,
                (_, now) ->
                        new OperationView(
                                id,
                                now.kind(),
                                now.poolId(),
                                now.state(),
                                step,
                                now.startedMs(),
                                0,
                                null,
                                null));
    }

    private OperationView ended(
            OperationView begun, @Nullable ObjectNode result, @Nullable Failure error) {
        return new OperationView(
                begun.id(),
                begun.kind(),
                begun.poolId(),
                error == null ? State.SUCCEEDED : State.FAILED,
                "done",
                begun.startedMs(),
                clockMs.getAsLong(),
                result,
                error);
    }

    private static Failure failure(ErrorCode code, String sentence) {
        return new Failure(code, sentence);
    }

    private synchronized void takeBack() throws IOException {
        for (OperationView each : store.all()) {
            OperationView now = each;
            if (each.state() == State.RUNNING) { // 2
                now =
                        ended(
                                each,
                                null,
                                failure(
                                        ErrorCode.WORKER_RESET,
                                        "The daemon was restarted while the operation ran; GET"
                                                + " /v2/pools/{id}/health tells what is served"
                                                + " now."));
                store.write(now);
            }
            operations.put(now.id(), now);
        }
        forgetOld();
    }

    private void forgetOld() { // 3
        List<OperationView> oldestFirst =
                operations.values().stream()
                        .filter(each -> each.state() != State.RUNNING)
                        .sorted(Comparator.comparingLong(OperationView::endedMs))
                        .toList();
        long since = clockMs.getAsLong() - settings.keepMs();
        int tooMany = oldestFirst.size() - settings.keepMax();
        for (int i = 0; i < oldestFirst.size(); i++) {
            OperationView each = oldestFirst.get(i);
            if (i < tooMany || each.endedMs() < since) {
                operations.remove(each.id());
                store.delete(each.id());
            }
        }
    }

    /** Interrupts what runs and waits for it. */
    @Override
    public void close() {
        Set<Thread> ending;
        synchronized (this) {
            closed = true;
            ending = Set.copyOf(running);
        }
        ending.forEach(Thread::interrupt);
        try {
            for (Thread each : ending) {
                each.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
