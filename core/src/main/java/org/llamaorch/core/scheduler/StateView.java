package org.llamaorch.core.scheduler;

import java.util.List;
import java.util.Optional;
import org.llamaorch.contracts.SessionInfo;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.task.TaskView;

/** What may be asked of the state between two turns; asking changes nothing. */
public interface StateView {

    /** A live task as it stands now; empty when it has ended or never was. */
    Optional<TaskView> task(String taskId, long nowMs);

    /** All live tasks, newest first. */
    List<TaskView> tasks(long nowMs);

    List<PoolView> pools(long nowMs);

    /** A session; the defaults when it is unknown (B-SS-001). */
    SessionInfo session(String caller, String sessionId, long nowMs);

    /** Whose the session is that {@code caller}, who sees all of them, means: its own first. */
    String callerOfSession(String sessionId, String caller);

    /** What the next task of the caller's session may use: its budget's and the session's rest. */
    Spending left(String caller, String sessionId, long nowMs);
}
