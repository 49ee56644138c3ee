package org.llamaorch.orchestrator.stream;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.scheduler.Seals;

/**
 * All streams of the daemon, by task id: those that run, and finished ones as long as they are
 * kept. Safe from any thread. Bounded by the bytes of the history.
 */
public final class TaskStreams implements Seals, AutoCloseable {

    private final StreamSettings settings;
    private final StorageWatch watch;
    private final ListenerCounts counts;
    private final LongSupplier clockMs;
    private final History history;
    private final int epoch;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger living = new AtomicInteger();
    private final AtomicInteger queueChanges = new AtomicInteger();
    private final Map<String, TaskStream> streams = new ConcurrentHashMap<>();
    private final Map<String, EventLoop> submitters = new ConcurrentHashMap<>();
    private final Set<String> sealedBeforeOpen = ConcurrentHashMap.newKeySet();

    private TaskStreams(
            StreamSettings settings,
            StorageWatch watch,
            ListenerCounts counts,
            LongSupplier clockMs,
            HistoryScan scan,
            History.SegmentMaker maker)
            throws IOException {
        this.settings = settings;
        this.watch = watch;
        this.counts = counts;
        this.clockMs = clockMs;
        this.epoch = scan.epoch();
        this.history = new History(settings, watch, maker, scan.segments(), this::makeRoom);
        long nowMs = clockMs.getAsLong();
        scan.streams()
                .forEach((taskId, found) -> {
                    TaskStream stream =
                            new TaskStream(taskId, found.number(), history, settings, counts);
                    stream.recovered(found.frames(), found.others(), nowMs);
                    streams.put(taskId, stream);
                    if (stream.terminal() == null) {
                        living.incrementAndGet();
                    }
                });
    }

    /**
     * Opens the history in {@code folder}, made when absent, and reads what an earlier life left.
     * Blocks.
     *
     * @param folder not looked at when the settings are not durable
     * @param counts hears of listeners that come and go
     * @param clockMs epoch milliseconds
     * @throws IOException when the folder cannot be used or there is no room for a first segment
     */
    public static TaskStreams open(
            Path folder,
            StreamSettings settings,
            StorageWatch watch,
            ListenerCounts counts,
            LongSupplier clockMs)
            throws IOException {
        HistoryScan scan =
                settings.durable()
                        ? HistoryScan.of(folder)
                        : new HistoryScan(List.of(), Map.of(), 1);
        History.SegmentMaker maker =
                History.maker(settings.durable() ? folder : null, scan.epoch());
        return new TaskStreams(settings, watch, counts, clockMs, scan, maker);
    }

    /** Over another source of segments; for tests that run out of disk. */
    static TaskStreams over(
            History.SegmentMaker maker,
            StreamSettings settings,
            StorageWatch watch,
            ListenerCounts counts,
            LongSupplier clockMs)
            throws IOException {
        return new TaskStreams(
                settings, watch, counts, clockMs, new HistoryScan(List.of(), Map.of(), 1), maker);
    }

    /** After {@link #open}: tasks with a token in their history and no terminal (B-RES-011). */
    public Set<String> withTokens() {
        Set<String> ids = new TreeSet<>();
        streams.forEach((taskId, stream) -> {
            if (stream.terminal() == null && stream.tokens() > 0) {
                ids.add(taskId);
            }
        });
        return ids;
    }

    /** After {@link #open}: tasks whose stream has no terminal yet. */
    public Set<String> unfinished() {
        Set<String> ids = new TreeSet<>();
        streams.forEach((taskId, stream) -> {
            if (stream.terminal() == null) {
                ids.add(taskId);
            }
        });
        return ids;
    }

    /** Tasks whose stream has its terminal and is still kept. */
    public Set<String> finished() {
        Set<String> ids = new TreeSet<>();
        streams.forEach((taskId, stream) -> {
            if (stream.terminal() != null) {
                ids.add(taskId);
            }
        });
        return ids;
    }

    /**
     * After {@link #open}: appends the terminals that the journal has and the history lacks; a
     * terminal that is there is never repeated (B-RES-012). Ids without a stream are passed over.
     */
    public void recover(Map<String, Terminal> terminals) {
        terminals.forEach(this::finish);
    }

    /**
     * Opens the task's stream with its frame 0, {@code started}; one that is there already is given
     * back as it is. May use the storage reserve, for the task is accepted already.
     *
     * @param predictedStartMs milliseconds from admission, as told
     * @throws UncheckedIOException when not even the reserve had room; the watch has heard of it
     */
    public TaskStream open(String taskId, int queuePosition, long predictedStartMs) {
        TaskStream known = streams.get(taskId);
        if (known != null) {
            return known;
        }
        long number = (long) epoch << 32 | next.getAndIncrement();
        TaskStream stream = new TaskStream(taskId, number, history, settings, counts);
        stream.home(submitters.get(taskId));
        try {
            stream.start(queuePosition, predictedStartMs);
        } catch (IOException full) {
            watch.lost(full);
            throw new UncheckedIOException(full);
        }
        if (sealedBeforeOpen.remove(taskId)) {
            boolean _ = stream.seal();
        }
        streams.put(taskId, stream);
        living.incrementAndGet();
        return stream;
    }

    /**
     * A caller on this event loop is about to submit the task: its stream, once it is opened, has
     * its home there. Kept until {@link #submitted}, so bounded by the submissions under way.
     */
    void submitting(String taskId, EventLoop loop) {
        submitters.put(taskId, loop);
    }

    /** The submission was answered, or failed. */
    public void submitted(String taskId) {
        submitters.remove(taskId);
    }

    /** The stream of a task, while it is kept. */
    public Optional<TaskStream> find(String taskId) {
        return Optional.ofNullable(streams.get(taskId));
    }

    /**
     * {@inheritDoc}
     *
     * <p>A task that is ended in the turn that admitted it has no stream yet: its seal is kept
     * until the stream is opened.
     */
    @Override
    public boolean seal(String taskId) {
        TaskStream stream = streams.get(taskId);
        if (stream != null) {
            return stream.seal();
        }
        sealedBeforeOpen.add(taskId);
        return true;
    }

    @Override
    public long tokens(String taskId) {
        TaskStream stream = streams.get(taskId);
        return stream == null ? 0 : stream.tokens();
    }

    /**
     * Appends the terminal frame, once; sets the seal if nobody did. Without effect for a task that
     * has no stream.
     *
     * @throws UncheckedIOException when not even the reserve had room; the watch has heard of it
     */
    public void finish(String taskId, Terminal terminal) {
        sealedBeforeOpen.remove(taskId);
        TaskStream stream = streams.get(taskId);
        if (stream == null) {
            return;
        }
        try {
            if (stream.finish(terminal, clockMs.getAsLong())) {
                living.decrementAndGet();
            }
        } catch (IOException lost) {
            watch.lost(lost);
            throw new UncheckedIOException(lost);
        }
    }

    /** Positions or predictions in these pools changed: queued tasks' listeners ask again. */
    public void queueChanged(List<String> poolIds) {
        if (!poolIds.isEmpty()) {
            queueChanges.incrementAndGet();
        }
    }

    StreamSettings settings() {
        return settings;
    }

    /** Changes whenever queued tasks have news. */
    int queueChanges() {
        return queueChanges.get();
    }

    /**
     * Frees finished streams whose time is over and that nobody reads, and looks whether full
     * storage is available again; call about once a second. Blocks while files are deleted or made.
     */
    public void retire() {
        long dueMs = clockMs.getAsLong() - settings.keepEndedMs();
        for (TaskStream stream : streams.values()) {
            if (stream.endedAtMs() <= dueMs) {
                boolean _ = retire(stream);
            }
        }
        history.tryAgain();
    }

    private boolean retire(TaskStream stream) {
        return stream.free() && streams.remove(stream.taskId(), stream);
    }

    /** Frees finished streams before their time, oldest first, until a segment is given back. */
    private boolean makeRoom() {
        long before = history.totalBytes();
        List<TaskStream> ended =
                streams.values().stream()
                        .filter(stream -> stream.endedAtMs() != Long.MAX_VALUE)
                        .sorted(Comparator.comparingLong(TaskStream::endedAtMs))
                        .toList();
        for (TaskStream stream : ended) {
            if (retire(stream) && history.totalBytes() < before) {
                return true;
            }
        }
        return false;
    }

    /** How long a finished stream stays readable. */
    public long keepEndedMs() {
        return settings.keepEndedMs();
    }

    /** Whether an end of the process leaves the streams to the next. */
    public boolean outliveTheProcess() {
        return settings.durable();
    }

    /** Whether every stream has its terminal: no task waits or runs. */
    public boolean allEnded() {
        return living.get() == 0;
    }

    /** Whether more than half of the storage is taken, which finished streams soon give back. */
    public boolean roomIsShort() {
        return history.totalBytes() > settings.totalBytes() / 2;
    }

    /** Bytes of all segments together, for metrics. */
    public long totalBytes() {
        return history.totalBytes();
    }

    /** Whether no segment can be made: new work is to be refused. */
    public boolean storageFull() {
        return history.isFull();
    }

    /** Streams kept now, for metrics. */
    public int size() {
        return streams.size();
    }

    /** Unmaps the history; the files stay. Writers and listeners must have left. */
    @Override
    public void close() {
        history.close();
    }
}
