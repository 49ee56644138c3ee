package org.llamaorch.orchestrator.stream;

/** Hears how many listeners a stream has, on the listener's event loop (cancel_on_disconnect). */
@FunctionalInterface
public interface ListenerCounts {

    /** The stream of {@code taskId} now has {@code count} listeners, on both doors together. */
    void changed(String taskId, int count);
}
