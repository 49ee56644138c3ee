package org.llamaorch.core.scheduler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.placement.ReplicaId;

/** A journal in memory that folds entries into rows and objects to any that makes no sense. */
final class FoldedJournal implements RememberedTasks {

    private final Map<String, Entry.BudgetSaved> budgets = new HashMap<>();

    /** What is owed, reckoned from tasks and their ends alone. */
    final Ledger ledger = new Ledger();

    private final Map<String, Entry.TaskAdmitted> admitted = new LinkedHashMap<>();
    private final Map<String, Entry.TaskMoved> moved = new HashMap<>();
    private final Map<String, Entry.TaskEnded> ended = new HashMap<>();
    private final Map<String, Remembered> remembered = new HashMap<>();
    private final Map<String, String> byKey = new HashMap<>();
    private final Map<String, Entry.SessionSaved> sessions = new LinkedHashMap<>();
    private final Map<String, Entry.PoolDraining> drains = new LinkedHashMap<>();
    private final Map<String, Entry.PoolReloaded> reloaded = new LinkedHashMap<>();
    private final Map<ReplicaId, Entry.ReplicaBound> replicas = new LinkedHashMap<>();
    private Entry.@Nullable ForecastLearned forecast;

    void commit(List<Entry> entries) {
        entries.forEach(this::fold);
    }

    /** The rows, as recovery gives them back. */
    List<Entry> rows() {
        List<Entry> rows = new ArrayList<>();
        for (Entry.TaskAdmitted task : admitted.values()) {
            rows.add(task);
            Entry.TaskMoved last = moved.get(task.task().taskId());
            if (last != null) {
                rows.add(last);
            }
        }
        rows.addAll(sessions.values());
        rows.addAll(budgets.values());
        rows.addAll(drains.values());
        rows.addAll(reloaded.values());
        rows.addAll(replicas.values());
        if (forecast != null) {
            rows.add(forecast);
        }
        return rows;
    }

    Set<String> live() {
        return admitted.keySet();
    }

    Entry.@Nullable TaskMoved lastMove(String taskId) {
        return moved.get(taskId);
    }

    boolean hasEnded(String taskId) {
        return ended.containsKey(taskId);
    }

    Map<String, Terminal> terminals() {
        Map<String, Terminal> terminals = new HashMap<>();
        ended.forEach((id, entry) -> terminals.put(id, entry.terminal()));
        return terminals;
    }

    @Override
    public Optional<Remembered> byTaskId(String taskId) {
        return Optional.ofNullable(remembered.get(taskId));
    }

    @Override
    public Optional<Remembered> byIdempotencyKey(String caller, String idempotencyKey) {
        return Optional.ofNullable(byKey.get(caller + "/" + idempotencyKey)).map(remembered::get);
    }

    private void fold(Entry entry) {
        switch (entry) {
            case Entry.TaskAdmitted task -> admit(task);
            case Entry.TaskMoved task -> {
                require(admitted.containsKey(task.taskId()), "moved, not living", task);
                moved.put(task.taskId(), task);
            }
            case Entry.TaskEnded task -> end(task);
            case Entry.SessionSaved saved ->
                    sessions.put(
                            saved.session().caller() + "/" + saved.session().sessionId(), saved);
            case Entry.BudgetSaved saved -> {
                budgets.put(saved.usage().caller(), saved);
                ledger.saved(saved.usage());
            }
            case Entry.SessionRemoved removed ->
                    sessions.remove(removed.caller() + "/" + removed.sessionId());
            case Entry.PoolDraining drain -> drains.put(drain.poolId(), drain);
            case Entry.PoolUndrained undrained -> drains.remove(undrained.poolId());
            case Entry.PoolReloaded change -> reloaded.put(change.poolId(), change);
            case Entry.PoolAsConfigured change -> reloaded.remove(change.poolId());
            case Entry.ReplicaBound bound -> replicas.put(bound.status().id(), bound);
            case Entry.ReplicaUnbound unbound -> replicas.remove(unbound.id());
            case Entry.ForecastLearned learned -> forecast = learned;
        }
    }

    private void admit(Entry.TaskAdmitted task) {
        String id = task.task().taskId();
        require(!ended.containsKey(id), "admitted after its end", task);
        require(admitted.putIfAbsent(id, task) == null, "admitted twice", task);
        ledger.admitted(task);
    }

    private void end(Entry.TaskEnded task) {
        Entry.TaskAdmitted first = admitted.remove(task.taskId());
        if (first == null) {
            throw new AssertionError("ended, not living: " + task);
        }
        moved.remove(task.taskId());
        ledger.ended(first, task);
        require(ended.put(task.taskId(), task) == null, "ended twice", task);
        remembered.put(
                task.taskId(),
                new Remembered(
                        task.taskId(),
                        first.task().caller(),
                        first.task().bodyDigest(),
                        first.told()));
        String key = first.task().idempotencyKey();
        if (key != null) {
            byKey.put(first.task().caller() + "/" + key, task.taskId());
        }
    }

    private static void require(boolean right, String what, Entry entry) {
        if (!right) {
            throw new AssertionError(what + ": " + entry);
        }
    }
}
