package org.llamaorch.orchestrator.journal;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.scheduler.RememberedTasks;
import org.llamaorch.core.task.TaskView;

/**
 * Folds entries into the state that outlives the daemon. Confined to the core thread (before the
 * core loop starts, to the thread that opened it), but for the two methods that return futures,
 * which are safe anywhere.
 */
public interface Journal extends RememberedTasks, AutoCloseable {

    /** Which life of the daemon this is: 1 the first time, one more at each opening. */
    long epoch();

    /** Whether the machine was restarted since the life before this one. */
    boolean rebooted();

    /** The latest time any entry tells of, epoch milliseconds; 0 when there is none. */
    long latestMs();

    /**
     * What is kept, as entries in the order in which {@code Scheduler.restore} takes them:
     * replicas, drains, sessions, forecast, then the live tasks by their place, each as {@code
     * TaskAdmitted} and, once it began, {@code TaskMoved}.
     */
    List<Entry> recover();

    /**
     * Adds entries to the turn; look-ups on this thread see them at once, everybody else after
     * {@link #commit}.
     *
     * @throws JournalFailed when they cannot be written: nothing of the turn is kept
     */
    void write(List<Entry> entries);

    /**
     * Ends the turn: everything written since the last commit is kept together, as the durability
     * says, before this returns. Blocks for the disk.
     *
     * @throws JournalFailed when it cannot be kept: nothing of the turn is
     */
    void commit();

    /**
     * Whether the disk is full: what is written goes into the reserve, and new work must be refused
     * (JOURNAL_FULL). Looks at most once in the configured interval whether space is back.
     */
    boolean full();

    /** What {@link #full} said last; from any thread. */
    boolean usesReserve();

    /** The terminal of an ended task; empty when it lives or is not known. */
    Optional<EndedTask> endOf(String taskId);

    /** The terminals of the tasks that ended at or after {@code sinceMs}, oldest first. */
    List<EndedTask> endedSince(long sinceMs);

    /** An ended task; empty when it lives or is not known. */
    CompletableFuture<Optional<TaskView>> ended(String taskId);

    /**
     * Ended tasks, newest first: those that fit the query, from as many rows as a look may take.
     */
    CompletableFuture<EndedPage> ended(TaskQuery query);

    /** Releases the files; the state stays. Writes nothing that was not committed. */
    @Override
    void close();
}
