package org.llamaorch.orchestrator.stream;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.engines.TokenSink;

/** The numbered frames of one task: one writer at a time, many readers. Safe from any thread. */
@SuppressWarnings("DoNotCallSuggester")
public final class TaskStream {

    private final String taskId;

    TaskStream(String taskId) {
        this.taskId = taskId;
    }

    public String taskId() {
        return taskId;
    }

    /** Makes {@code attempt} the current one; what earlier attempts still append is refused. */
    public TokenSink attempt(int attempt) {
        throw new UnsupportedOperationException("attempt " + attempt);
    }

    /** Frames to be read now: ids 0 to {@code frames() - 1}. */
    public int frames() {
        throw new UnsupportedOperationException();
    }

    /** Token frames among them. */
    public int tokens() {
        throw new UnsupportedOperationException();
    }

    /** How it ended; null before the terminal frame is appended. */
    public @Nullable Terminal terminal() {
        throw new UnsupportedOperationException();
    }

    /** Listeners on both doors now. */
    public int listeners() {
        throw new UnsupportedOperationException();
    }

    /** The transcript document {@code {"events":[{"type":..,"data":..}, ..]}} as UTF-8 JSON. */
    public byte[] transcript() {
        throw new UnsupportedOperationException();
    }
}
