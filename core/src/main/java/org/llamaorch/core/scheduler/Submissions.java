package org.llamaorch.core.scheduler;

import java.util.Optional;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.admission.Prediction;
import org.llamaorch.core.admission.Refusals;
import org.llamaorch.core.admission.Verdict;
import org.llamaorch.core.budget.Reservation;
import org.llamaorch.core.queue.QueuedTask;
import org.llamaorch.core.session.LiveSession;
import org.llamaorch.core.task.TaskSpec;

/**
 * A task comes in:
 *
 * <ol>
 *   <li>sent before: told again, or a conflict; no second execution
 *   <li>the daemon is stopping, or its disk is full: not now
 *   <li>the caller's rate and concurrency
 *   <li>the checks of admission, in their order
 *   <li>let in: a dropped victim ends and the newcomer is written in the same commit (B-SCH-009)
 * </ol>
 */
final class Submissions {

    private final SchedulerState state;
    private final TaskEnds ends;
    private final RepeatedTasks repeated;
    private final CallerChecks callers;
    private final Deadlines deadlines;

    Submissions(SchedulerState state, TaskEnds ends, Deadlines deadlines) {
        this.state = state;
        this.ends = ends;
        this.deadlines = deadlines;
        this.callers = new CallerChecks(state);
        this.repeated = new RepeatedTasks(state.tasks, state.remembered);
    }

    void submit(Event.Submit event, Turn turn) {
        TaskSpec task = event.task();
        Optional<Admission> before = repeated.answer(task); // 1
        if (before.isPresent()) {
            answer(event, before.get(), turn);
            return;
        }
        Optional<Admission.Refused> notNow = refuseAll(task, turn.nowMs()); // 2
        if (notNow.isPresent()) {
            answer(event, notNow.get(), turn);
            return;
        }
        Optional<Admission.Refused> tooMuch = callers.refuse(task, turn.nowMs()); // 3
        if (tooMuch.isPresent()) {
            answer(event, tooMuch.get(), turn);
            return;
        }
        switch (state.checks.check(task, turn.nowMs())) { // 4
            case Verdict.Refuse(Admission.Refused refusal) -> answer(event, refusal, turn);
            case Verdict.LetIn letIn -> admit(event, letIn, turn); // 5
        }
    }

    private void answer(Event.Submit event, Admission admission, Turn turn) {
        reply(event, admission, turn);
        switch (admission) {
            case Admission.Refused refused -> turn.tell(new Notice.Refused(event.task(), refused));
            case Admission.Admitted _ -> {}
        }
    }

    private void reply(Event.Submit event, Admission admission, Turn turn) {
        TaskSpec task = event.task();
        turn.reply(
                event.replyTo(),
                new Effect.Answer.Submitted(
                        admission,
                        state.budgetCheck.left(task.caller(), task.sessionId(), turn.nowMs())));
    }

    private Reservation reserve(TaskSpec task, Verdict.LetIn letIn, Turn turn) {
        if (!state.budgets.counts(task.caller())) {
            return Reservation.NONE;
        }
        state.budgets
                .begin(task.caller(), turn.nowMs())
                .ifPresent(usage -> turn.write(new Entry.BudgetSaved(state.epoch, usage)));
        return state.budgets.reserve(task.caller(), state.budgetCheck.most(task, letIn.demand()));
    }

    private Optional<Admission.Refused> refuseAll(TaskSpec task, long nowMs) {
        if (state.stopping) {
            return Optional.of(
                    Refusals.notNow(
                            ErrorCode.SHUTTING_DOWN,
                            "The daemon is stopping; send it again when it is back.",
                            task.engine(),
                            null,
                            state.backoff.untilReady(null, null, nowMs)));
        }
        if (state.storageFull) {
            return Optional.of(
                    Refusals.notNow(
                            ErrorCode.JOURNAL_FULL,
                            "The disk under the journal is full; free some space.",
                            task.engine(),
                            null,
                            state.backoff.untilReady(null, null, nowMs)));
        }
        return Optional.empty();
    }

    private void admit(Event.Submit event, Verdict.LetIn letIn, Turn turn) {
        QueuedTask victim = letIn.victim();
        if (victim != null) {
            ends.drop(victim, turn);
        }
        TaskSpec task = event.task();
        Prediction prediction = letIn.prediction();
        Admission.Admitted told =
                new Admission.Admitted(
                        task.taskId(),
                        task.sessionId(),
                        prediction.position(),
                        prediction.start().meanMs(),
                        letIn.onTime(),
                        task.priority(),
                        prediction.pool().id(),
                        prediction.pool().preparation(),
                        false);
        QueuedTask place =
                new QueuedTask(
                        task,
                        state.tasks.nextOrder(),
                        turn.nowMs(),
                        letIn.demand(),
                        prediction.service());
        Reservation reserved = reserve(task, letIn, turn);
        LiveSession session =
                state.sessions.use(task.caller(), task.sessionId(), reserved.most(), turn.nowMs());
        LiveTask live = new LiveTask(place, told, session, reserved);
        turn.write(
                new Entry.TaskAdmitted(
                        state.epoch, task, place.order(), turn.nowMs(), told, reserved));
        turn.write(new Entry.SessionSaved(state.epoch, session.session()));
        state.tasks.add(live);
        state.queue.add(place);
        state.places.add(place, prediction.pool().id());
        deadlines.watch(live);
        turn.release(new Effect.OpenStream(task, told));
        reply(event, told, turn);
        turn.tell(new Notice.Admitted(task, told));
        turn.queueChanged(place.countedPool());
    }
}
