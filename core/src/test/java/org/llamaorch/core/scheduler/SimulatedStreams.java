package org.llamaorch.core.scheduler;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.llamaorch.contracts.Terminal;

/** Histories with their seals, as the token path would keep them. */
final class SimulatedStreams implements Seals {

    private static final class Stream {
        boolean open;
        boolean sealed;
        boolean ownEnd;
        boolean finished;
        int tokens;
    }

    private final Map<String, Stream> streams = new HashMap<>();

    @Override
    public boolean seal(String taskId) {
        Stream stream = of(taskId);
        boolean ours = !stream.sealed;
        stream.sealed = true;
        return ours;
    }

    @Override
    public long tokens(String taskId) {
        return of(taskId).tokens;
    }

    /** The stream ends by itself; false when the scheduler was first. */
    boolean sealByOwnEnd(String taskId) {
        boolean ours = seal(taskId);
        of(taskId).ownEnd |= ours;
        return ours;
    }

    void open(String taskId) {
        of(taskId).open = true;
    }

    /** Appends a token; refused once sealed. */
    boolean token(String taskId) {
        Stream stream = of(taskId);
        if (stream.sealed) {
            return false;
        }
        require(stream.open, "a token before the stream was open", taskId);
        stream.tokens++;
        return true;
    }

    boolean hasTokens(String taskId) {
        return of(taskId).tokens > 0;
    }

    void finish(String taskId, Terminal terminal) {
        Stream stream = of(taskId);
        boolean decidedOutside =
                switch (terminal.outcome()) {
                    case CANCELED, DROPPED, EXPIRED -> true;
                    case COMPLETED, FAILED -> false;
                };
        require(!stream.ownEnd || !decidedOutside, "its own end did not stand", taskId);
        require(stream.open, "a terminal before the stream was open", taskId);
        require(stream.sealed, "a terminal without the seal", taskId);
        require(!stream.finished, "a second terminal", taskId);
        stream.finished = true;
    }

    boolean finished(String taskId) {
        return of(taskId).finished;
    }

    /** The daemon died: seals without a terminal are forgotten; terminals of {@code ended} come. */
    void restart(Set<String> ended) {
        for (Map.Entry<String, Stream> entry : streams.entrySet()) {
            Stream stream = entry.getValue();
            if (ended.contains(entry.getKey())) {
                stream.sealed = true;
                stream.finished = true;
            } else {
                require(!stream.finished, "a terminal that the journal lacks", entry.getKey());
                stream.sealed = false;
                stream.ownEnd = false;
            }
        }
    }

    Set<String> withTokens() {
        Set<String> ids = new HashSet<>();
        streams.forEach((id, stream) -> {
            if (stream.tokens > 0 && !stream.finished) {
                ids.add(id);
            }
        });
        return ids;
    }

    private Stream of(String taskId) {
        return streams.computeIfAbsent(taskId, _ -> new Stream());
    }

    private static void require(boolean right, String what, String taskId) {
        if (!right) {
            throw new AssertionError(what + ": " + taskId);
        }
    }
}
