package org.llamaorch.core.scheduler;

import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.Door;
import org.llamaorch.core.task.TaskSpec;

/**
 * Cancels, by request and by listeners that left (B-DP-200 to 206, B-DL-005):
 *
 * <ol>
 *   <li>an id that does not live is answered at once
 *   <li>a living task ends in this turn, and the answer follows its terminal
 *   <li>unless its own end came first: the answer waits for that
 *   <li>a task that asked for it, and every one of the OpenAI door, is cancelled when its last
 *       listener has been gone for the grace, never before the first came
 *   <li>after a restart the OpenAI door's listeners are gone and get time to come back
 * </ol>
 */
final class Cancels {

    private final SchedulerState state;
    private final TaskEnds ends;

    Cancels(SchedulerState state, TaskEnds ends) {
        this.state = state;
        this.ends = ends;
    }

    void cancel(Event.Cancel event, Turn turn) {
        LiveTask task = state.tasks.find(event.taskId());
        if (task == null) { // 1
            turn.reply(event.replyTo(), new Effect.Answer.Done());
            return;
        }
        task.waitingReplies.add(event.replyTo()); // 3
        ends.endFromOutside(task, Terminals.canceled(task), event.reason(), turn); // 2
    }

    void listeners(Event.Listeners event, Turn turn) {
        LiveTask task = state.tasks.find(event.taskId());
        if (task == null) {
            return;
        }
        task.listeners = event.count();
        if (event.count() > 0) {
            task.listenerCame = true;
            state.timers.cancel(task.disconnected);
            task.disconnected = null;
        } else if (task.listenerCame && endsWithListeners(task.spec())) { // 4
            beginGrace(task, task.spec().disconnectGraceMs(), turn);
        }
    }

    /** Listeners of the daemon's last life are gone. */
    void restarted(LiveTask task, Turn turn) {
        if (task.spec().door() == Door.OPENAI) { // 5
            beginGrace(
                    task,
                    Math.max(task.spec().disconnectGraceMs(), state.settings.graceAfterRestartMs()),
                    turn);
        }
    }

    void disconnected(Due.Disconnected due, Turn turn) {
        LiveTask task = state.tasks.find(due.taskId());
        if (task != null && task.listeners == 0) {
            ends.endFromOutside(task, Terminals.canceled(task), CancelReason.DISCONNECT, turn);
        }
    }

    private static boolean endsWithListeners(TaskSpec task) {
        return task.cancelOnDisconnect() || task.door() == Door.OPENAI;
    }

    private void beginGrace(LiveTask task, long graceMs, Turn turn) {
        state.timers.cancel(task.disconnected);
        if (graceMs == 0) {
            disconnected(new Due.Disconnected(task.id()), turn);
        } else {
            task.disconnected =
                    state.timers.set(turn.nowMs() + graceMs, new Due.Disconnected(task.id()));
        }
    }
}
