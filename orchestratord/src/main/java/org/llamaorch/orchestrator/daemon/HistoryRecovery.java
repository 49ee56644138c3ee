package org.llamaorch.orchestrator.daemon;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.orchestrator.journal.Journal;
import org.llamaorch.orchestrator.stream.TaskStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the histories agree with the journal after an earlier life, whatever it died in (B-RES-011,
 * B-RES-012):
 *
 * <ol>
 *   <li>before the core loop: terminals that are in the journal and not in the history
 *   <li>once the core loop has recovered: an end for histories of tasks that nobody knows, so that
 *       they do not stay for ever
 * </ol>
 *
 * The steps in this order, from the thread that starts the daemon.
 */
final class HistoryRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryRecovery.class);

    private final TaskStreams streams;

    HistoryRecovery(TaskStreams streams) {
        this.streams = streams;
    }

    /** However long ago they ended: a daemon may stay dead for longer than a stream is kept. */
    void appendTerminals(Journal journal) { // 1
        Map<String, Terminal> terminals = new HashMap<>();
        for (String taskId : streams.unfinished()) {
            journal.endOf(taskId).ifPresent(ended -> terminals.put(taskId, ended.terminal()));
        }
        streams.recover(terminals);
    }

    /**
     * Ends the histories of tasks that do not live.
     *
     * @param living the ids of the tasks that do; asked for only when there is need
     */
    void endUnknown(Supplier<Set<String>> living) { // 2
        Set<String> unknown = streams.unfinished();
        if (unknown.isEmpty()) {
            return;
        }
        unknown.removeAll(living.get());
        for (String taskId : unknown) {
            LOG.atWarn()
                    .addKeyValue("task_id", taskId)
                    .log("The journal does not know a task that has a history.");
            streams.finish(
                    taskId,
                    new Terminal.Failure(
                            Outcome.FAILED,
                            ErrorCode.WORKER_RESET,
                            "The journal does not know this task any more.",
                            null,
                            null,
                            true,
                            null,
                            "Submit it again under a new task_id."));
        }
    }
}
