package org.llamaorch.orchestrator.transcript;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An ended task whose history is still to become a document. However many want it at once, it is
 * made once. Safe from any thread.
 */
final class DueTranscript {

    /** What came of it. */
    enum Outcome {
        KEPT,
        /** Its history is not kept any more. */
        TOO_LATE,
        /** It may be tried again. */
        FAILED
    }

    private final String taskId;
    private final String caller;
    private final List<String> tags;
    private final long endedAtMs;
    private final AtomicReference<@Nullable CompletableFuture<Outcome>> making =
            new AtomicReference<>();
    private final AtomicBoolean told = new AtomicBoolean();

    /**
     * @param endedAtMs epoch milliseconds
     */
    DueTranscript(
            String taskId, String sessionId, String correlationId, String caller, long endedAtMs) {
        this.taskId = taskId;
        this.caller = caller;
        this.endedAtMs = endedAtMs;
        this.tags =
                List.of("task:" + taskId, "session:" + sessionId, "correlation:" + correlationId);
    }

    String taskId() {
        return taskId;
    }

    String caller() {
        return caller;
    }

    /** By which it is found among the documents. */
    List<String> tags() {
        return tags;
    }

    long endedAtMs() {
        return endedAtMs;
    }

    /** Whether who asks so, null for everybody's and for any tag, wants this one. */
    boolean isFor(@Nullable String asking, @Nullable String tag) {
        return (asking == null || asking.equals(caller)) && (tag == null || tags.contains(tag));
    }

    /** True once: a failure of many tries is told by the first. */
    boolean isNews() {
        return told.compareAndSet(false, true);
    }

    /**
     * Makes it, or waits for who does; a failed try may be followed by another.
     *
     * @param maker never completes exceptionally
     */
    CompletableFuture<Outcome> make(Function<DueTranscript, CompletableFuture<Outcome>> maker) {
        CompletableFuture<Outcome> mine = new CompletableFuture<>();
        CompletableFuture<Outcome> other = making.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        var _ =
                maker.apply(this)
                        .thenAccept(outcome -> {
                            if (outcome == Outcome.FAILED) {
                                making.set(null);
                            }
                            mine.complete(outcome);
                        });
        return mine;
    }
}
