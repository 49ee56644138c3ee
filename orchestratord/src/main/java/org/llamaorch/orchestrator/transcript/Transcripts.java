package org.llamaorch.orchestrator.transcript;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.orchestrator.artifact.ArtifactStore;
import org.llamaorch.orchestrator.http.json.CanonicalJson;
import org.llamaorch.orchestrator.journal.EndedTask;
import org.llamaorch.orchestrator.stream.TaskStream;
import org.llamaorch.orchestrator.stream.TaskStreams;
import org.llamaorch.orchestrator.transcript.DueTranscript.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the history of ended tasks as documents (B-ART-020): the oldest first, one at a time, with
 * a long rest after each while other tasks live; without a rest while none does, and once histories
 * are about to go; at once for who asks. One that cannot be kept is logged and tried again while
 * its history is there; the task itself is not touched by it. Safe from any thread. What waits is
 * bounded by the histories that are kept.
 */
public final class Transcripts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Transcripts.class);

    static final String KIND = "transcript";

    /** A hundredth of the time is spent while tasks live. */
    private static final int REST_FACTOR = 99;

    /** Meanwhile the last task may have ended: it is looked again. */
    private static final long REST_MAX_MS = 500;

    private static final long RETRY_AFTER_MS = 1_000;

    /** Who asks for many waits so long for them. */
    private static final long ASKED_WITHIN_MS = 5_000;

    /** What is kept in memory only goes with the process: a stop makes them for so long. */
    private static final long CLOSE_WITHIN_MS = 5_000;

    private static final byte[] EVENTS = utf8("{\"events\":[");
    private static final byte[] EVENT = utf8("{\"data\":");
    private static final byte[] NEXT_EVENT = utf8(",{\"data\":");
    private static final byte[] CLOSE = utf8("]}");

    private final TaskStreams streams;
    private final ArtifactStore artifacts;
    private final LongSupplier clockMs;
    private final boolean wanted;

    /** By their ends; only the maker takes out. */
    private final ConcurrentLinkedDeque<DueTranscript> due = new ConcurrentLinkedDeque<>();

    private final Semaphore waiting = new Semaphore(0);
    private final CompletableFuture<Void> earlierKnown = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Thread maker;

    /**
     * @param clockMs epoch milliseconds
     * @param wanted whether any are kept
     */
    public Transcripts(
            TaskStreams streams, ArtifactStore artifacts, LongSupplier clockMs, boolean wanted) {
        this.streams = streams;
        this.artifacts = artifacts;
        this.clockMs = clockMs;
        this.wanted = wanted;
    }

    /** The task's terminal frame has been appended. Never blocks. */
    public void keep(TaskSpec task) {
        if (wanted) {
            add(
                    new DueTranscript(
                            task.taskId(),
                            task.sessionId(),
                            task.correlationId(),
                            task.caller(),
                            clockMs.getAsLong()));
        }
    }

    private void add(DueTranscript transcript) {
        due.add(transcript);
        waiting.release();
    }

    /**
     * Begins to make them, also of tasks that an earlier life ended and did not outlive long enough
     * (B-RES-011). Returns at once.
     *
     * @param earlier ids of tasks with a finished history
     * @param endOf what the journal knows of an ended task; blocks
     */
    public void start(Set<String> earlier, Function<String, Optional<EndedTask>> endOf) {
        if (!wanted) {
            earlierKnown.complete(null);
            return;
        }
        maker =
                Thread.ofVirtual()
                        .name("transcripts")
                        .start(() -> {
                            addEarlier(earlier, endOf);
                            earlierKnown.complete(null);
                            makeOneByOne();
                        });
    }

    private void addEarlier(Set<String> earlier, Function<String, Optional<EndedTask>> endOf) {
        int failures = 0;
        RuntimeException last = null;
        for (String taskId : earlier) {
            if (closing.getCount() == 0) {
                return;
            }
            try {
                if (artifacts.list(null, KIND, "task:" + taskId, 1).join().isEmpty()) {
                    endOf.apply(taskId)
                            .ifPresent(task ->
                                    add(
                                            new DueTranscript(
                                                    taskId,
                                                    task.sessionId(),
                                                    task.correlationId(),
                                                    task.caller(),
                                                    task.endedAtMs())));
                }
            } catch (RuntimeException failed) {
                failures++;
                last = failed;
            }
        }
        if (failures > 0) {
            LOG.atWarn()
                    .addKeyValue("transcripts", failures)
                    .setCause(last)
                    .log("Some transcripts of earlier tasks cannot be made.");
        }
    }

    private void makeOneByOne() {
        int late = 0;
        try {
            while (closing.getCount() > 0) {
                waiting.acquire();
                DueTranscript next = due.getFirst();
                long began = System.nanoTime();
                Outcome outcome = make(next).join();
                long tookNanos = System.nanoTime() - began;
                if (outcome == Outcome.FAILED) {
                    due.add(next);
                    waiting.release();
                }
                due.removeFirst();
                late += outcome == Outcome.TOO_LATE ? 1 : 0;
                if (late > 0 && (outcome != Outcome.TOO_LATE || due.isEmpty())) {
                    tellOfLate(late);
                    late = 0;
                }
                boolean _ = closing.await(restNanos(outcome, tookNanos), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void tellOfLate(int transcripts) {
        LOG.atWarn()
                .addKeyValue("transcripts", transcripts)
                .log("Transcripts stay out: their histories make room for others.");
    }

    /** How long to wait after one that took so long. */
    long restNanos(Outcome outcome, long tookNanos) {
        return switch (outcome) {
            case KEPT ->
                    streams.allEnded() || isUrgent()
                            ? 0
                            : Math.min(
                                    REST_FACTOR * tookNanos,
                                    TimeUnit.MILLISECONDS.toNanos(REST_MAX_MS));
            case TOO_LATE -> 0;
            case FAILED -> TimeUnit.MILLISECONDS.toNanos(RETRY_AFTER_MS);
        };
    }

    /** Whether the oldest history is about to go, by its age or for want of room. */
    private boolean isUrgent() {
        DueTranscript oldest = due.peekFirst();
        return oldest != null
                && (clockMs.getAsLong() - oldest.endedAtMs() > streams.keepEndedMs() / 2
                        || streams.roomIsShort());
    }

    /**
     * Makes those that a list of documents would have to show, the newest of them; completes when
     * they are there, or after some seconds. Never blocks.
     *
     * @param caller whose; null for everybody's
     * @param tag that they must have; null for any
     * @param most how many
     */
    CompletableFuture<Void> bring(@Nullable String caller, @Nullable String tag, int most) {
        return earlierKnown
                .thenAcceptAsync(_ -> makeAsked(caller, tag, most), Thread::startVirtualThread)
                .completeOnTimeout(null, ASKED_WITHIN_MS, TimeUnit.MILLISECONDS);
    }

    private void makeAsked(@Nullable String caller, @Nullable String tag, int most) {
        List<DueTranscript> asked = new ArrayList<>();
        Iterator<DueTranscript> newestFirst = due.descendingIterator();
        while (newestFirst.hasNext() && asked.size() < most) {
            DueTranscript next = newestFirst.next();
            if (next.isFor(caller, tag)) {
                asked.add(next);
            }
        }
        long untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ASKED_WITHIN_MS);
        for (DueTranscript each : asked.reversed()) {
            if (System.nanoTime() - untilNanos > 0) {
                return;
            }
            make(each).join();
        }
    }

    private CompletableFuture<Outcome> make(DueTranscript transcript) {
        return transcript.make(this::put);
    }

    private CompletableFuture<Outcome> put(DueTranscript transcript) {
        Optional<TaskStream> stream = streams.find(transcript.taskId());
        if (stream.isEmpty()) {
            return CompletableFuture.completedFuture(Outcome.TOO_LATE);
        }
        return artifacts
                .put(
                        KIND,
                        transcript.tags(),
                        clockMs.getAsLong(),
                        out -> write(stream.get(), out),
                        transcript.caller())
                .handle((_, failure) -> {
                    if (failure == null) {
                        return Outcome.KEPT;
                    }
                    if (transcript.isNews()) {
                        LOG.atWarn()
                                .addKeyValue("task_id", transcript.taskId())
                                .setCause(failure)
                                .log("The transcript of a task cannot be kept now.");
                    }
                    return Outcome.FAILED;
                });
    }

    /** {@code {"events":[{"data":..,"type":..}, ..]}}, canonical as it is written. */
    private static void write(TaskStream stream, OutputStream out) throws IOException {
        CanonicalJson canonical = new CanonicalJson(out);
        canonical.verbatim(EVENTS);
        boolean[] later = new boolean[1];
        stream.read((event, data, length) -> {
            canonical.verbatim(later[0] ? NEXT_EVENT : EVENT);
            canonical.write(data, 0, length);
            canonical.verbatim(utf8(",\"type\":\"" + event + "\"}"));
            later[0] = true;
        });
        canonical.verbatim(CLOSE);
        canonical.flush();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Makes no more; what is left is made by the next life, from the histories on disk. Where there
     * are none it is made now, for some seconds at most. Histories and documents must still be
     * open, and no task may end any more.
     */
    @Override
    public void close() {
        closing.countDown();
        Thread working = maker;
        if (working != null) {
            working.interrupt();
            try {
                boolean _ = working.join(Duration.ofMillis(CLOSE_WITHIN_MS));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        if (!streams.outliveTheProcess()) {
            long untilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_WITHIN_MS);
            for (DueTranscript left : due) {
                if (System.nanoTime() - untilNanos > 0) {
                    return;
                }
                make(left).join();
            }
        }
    }
}
