package org.llamaorch.orchestrator.stream;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.scheduler.Seals;

/** All streams of the daemon, by task id. Safe from any thread. */
@SuppressWarnings("DoNotCallSuggester")
public final class TaskStreams implements Seals, AutoCloseable {

    private TaskStreams() {}

    /**
     * Opens the history in {@code folder}, made when absent, and reads what an earlier life left.
     * Blocks.
     */
    public static TaskStreams open(Path folder, StreamSettings settings, StorageWatch watch)
            throws IOException {
        throw new UnsupportedOperationException(folder + " " + settings + " " + watch);
    }

    /** After {@link #open}: tasks that have a token in their history and no terminal. */
    public Set<String> withTokens() {
        throw new UnsupportedOperationException();
    }

    /** After {@link #open}: appends the terminals that the journal has and the history lacks. */
    public void recover(Map<String, Terminal> terminals) {
        throw new UnsupportedOperationException(terminals.toString());
    }

    /**
     * Opens the task's stream with its frame 0, {@code started}; one that is there already is given
     * back as it is.
     */
    public TaskStream open(String taskId, int queuePosition, long predictedStartMs) {
        throw new UnsupportedOperationException(taskId + queuePosition + predictedStartMs);
    }

    /** The stream of a task, while it is kept. */
    public Optional<TaskStream> find(String taskId) {
        throw new UnsupportedOperationException(taskId);
    }

    @Override
    public boolean seal(String taskId) {
        throw new UnsupportedOperationException(taskId);
    }

    /** Appends the terminal frame, once; the seal is held already. */
    public void finish(String taskId, Terminal terminal) {
        throw new UnsupportedOperationException(taskId + terminal);
    }

    /** Positions or predictions in these pools changed: queued tasks' listeners ask again. */
    public void queueChanged(List<String> poolIds) {
        throw new UnsupportedOperationException(poolIds.toString());
    }

    /** Frees finished streams whose time is over; call about once a second. Blocks shortly. */
    public void retire(long nowMs) {
        throw new UnsupportedOperationException(Long.toString(nowMs));
    }

    @Override
    public void close() {}
}
