package org.llamaorch.orchestrator.journal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.scheduler.Entry;
import org.llamaorch.core.task.TaskView;

/**
 * The journal of durability {@code memory}: the same folding, kept in this process only
 * (B-RES-016). Guarded by its own lock, which is held briefly.
 */
public final class MemoryJournal implements Journal {

    private final LongSupplier clock;
    private final long rememberMs;
    private final long rememberMax;
    private final Map<ReplicaId, Entry> replicas = new TreeMap<>();
    private final Map<String, Entry> draining = new TreeMap<>();
    private final Map<String, Entry> reloaded = new TreeMap<>();
    private final Map<SessionKey, Entry> sessions = new TreeMap<>();
    private final Map<String, Entry> budgets = new TreeMap<>();
    private final Map<String, MemoryTask> live = new LinkedHashMap<>();
    private final LinkedHashMap<String, MemoryTask> ended = new LinkedHashMap<>();
    private final Map<CallerKey, String> byKey = new HashMap<>();
    private @Nullable Entry forecast;

    private record SessionKey(String caller, String sessionId) implements Comparable<SessionKey> {
        @Override
        public int compareTo(SessionKey other) {
            int byCaller = caller.compareTo(other.caller);
            return byCaller != 0 ? byCaller : sessionId.compareTo(other.sessionId);
        }
    }

    private record CallerKey(String caller, @Nullable String idempotencyKey) {}

    /**
     * @param rememberMs how long an ended task's id is kept
     * @param rememberMax most ended tasks kept; each takes about a kilobyte of heap
     */
    public MemoryJournal(LongSupplier clock, long rememberMs, long rememberMax) {
        this.clock = clock;
        this.rememberMs = rememberMs;
        this.rememberMax = rememberMax;
    }

    @Override
    public long epoch() {
        return 1;
    }

    @Override
    public boolean rebooted() {
        return false;
    }

    @Override
    public synchronized long latestMs() {
        return 0;
    }

    @Override
    public synchronized List<Entry> recover() {
        List<Entry> entries = new ArrayList<>(replicas.values());
        entries.addAll(draining.values());
        entries.addAll(reloaded.values());
        entries.addAll(sessions.values());
        entries.addAll(budgets.values());
        if (forecast != null) {
            entries.add(forecast);
        }
        live.values().stream()
                .sorted(Comparator.comparingLong(task -> task.admitted().order()))
                .forEach(task -> task.addTo(entries));
        return entries;
    }

    @Override
    public synchronized void write(List<Entry> entries) {
        entries.forEach(this::apply);
    }

    @Override
    public void commit() {
        // What was written is all there is.
    }

    @Override
    public boolean full() {
        return false;
    }

    @Override
    public boolean usesReserve() {
        return false;
    }

    @Override
    public synchronized Optional<Remembered> byTaskId(String taskId) {
        return endedAndKept(taskId).map(MemoryTask::remembered);
    }

    @Override
    public synchronized Optional<Remembered> byIdempotencyKey(
            String caller, String idempotencyKey) {
        String taskId = byKey.get(new CallerKey(caller, idempotencyKey));
        return taskId == null ? Optional.empty() : endedAndKept(taskId).map(MemoryTask::remembered);
    }

    @Override
    public synchronized Optional<EndedTask> endOf(String taskId) {
        return Optional.ofNullable(ended.get(taskId)).map(MemoryTask::endedTask);
    }

    @Override
    public synchronized List<EndedTask> endedSince(long sinceMs) {
        return ended.values().stream()
                .map(MemoryTask::endedTask)
                .filter(task -> task.endedAtMs() >= sinceMs)
                .toList();
    }

    @Override
    public synchronized CompletableFuture<Optional<TaskView>> ended(String taskId) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(ended.get(taskId)).map(MemoryTask::view));
    }

    @Override
    public synchronized CompletableFuture<EndedPage> ended(TaskQuery query) {
        List<TaskView> fitting =
                ended.values().stream()
                        .map(MemoryTask::view)
                        .filter(view -> fits(query, view))
                        .sorted(Comparator.comparing(MemoryJournal::cursor).reversed())
                        .limit(query.limit() + 1L)
                        .toList();
        boolean more = fitting.size() > query.limit();
        List<TaskView> page = more ? fitting.subList(0, query.limit()) : fitting;
        return CompletableFuture.completedFuture(
                new EndedPage(page, more ? cursor(page.getLast()) : null));
    }

    @Override
    public void close() {
        // Nothing outlives it.
    }

    private void apply(Entry entry) {
        switch (entry) {
            case Entry.TaskAdmitted admitted ->
                    live.put(admitted.task().taskId(), new MemoryTask(admitted, null, null));
            case Entry.TaskMoved moved ->
                    live.computeIfPresent(moved.taskId(), (_, task) -> task.moved(moved));
            case Entry.TaskEnded over -> end(over);
            case Entry.SessionSaved saved ->
                    sessions.put(
                            new SessionKey(saved.session().caller(), saved.session().sessionId()),
                            saved);
            case Entry.SessionRemoved removed ->
                    sessions.remove(new SessionKey(removed.caller(), removed.sessionId()));
            case Entry.BudgetSaved saved -> budgets.put(saved.usage().caller(), saved);
            case Entry.PoolDraining drain -> draining.put(drain.poolId(), drain);
            case Entry.PoolUndrained undrained -> draining.remove(undrained.poolId());
            case Entry.PoolReloaded change -> reloaded.put(change.poolId(), change);
            case Entry.PoolAsConfigured change -> reloaded.remove(change.poolId());
            case Entry.ReplicaBound bound -> replicas.put(bound.status().id(), bound);
            case Entry.ReplicaUnbound unbound -> replicas.remove(unbound.id());
            case Entry.ForecastLearned learned -> forecast = learned;
        }
    }

    private void end(Entry.TaskEnded over) {
        MemoryTask task = live.remove(over.taskId());
        if (task == null) {
            return;
        }
        MemoryTask done = task.ended(over);
        ended.remove(over.taskId());
        ended.put(over.taskId(), done);
        String key = done.admitted().task().idempotencyKey();
        if (key != null) {
            byKey.put(new CallerKey(done.admitted().task().caller(), key), over.taskId());
        }
        long since = clock.getAsLong() - rememberMs;
        while (!ended.isEmpty()) {
            MemoryTask oldest = ended.firstEntry().getValue();
            if (ended.size() <= rememberMax && oldest.endedTask().endedAtMs() >= since) {
                return;
            }
            ended.pollFirstEntry();
            byKey.remove(
                    new CallerKey(
                            oldest.admitted().task().caller(),
                            oldest.admitted().task().idempotencyKey()),
                    oldest.admitted().task().taskId());
        }
    }

    private Optional<MemoryTask> endedAndKept(String taskId) {
        long since = clock.getAsLong() - rememberMs;
        return Optional.ofNullable(ended.get(taskId))
                .filter(task -> task.endedTask().endedAtMs() >= since);
    }

    private static boolean fits(TaskQuery query, TaskView view) {
        TaskQuery.Cursor before = query.before();
        return (query.visibleTo() == null || query.visibleTo().equals(view.caller()))
                && (query.poolId() == null || query.poolId().equals(view.poolId()))
                && (query.sessionId() == null || query.sessionId().equals(view.sessionId()))
                && (before == null || cursor(view).compareTo(before) < 0);
    }

    private static TaskQuery.Cursor cursor(TaskView view) {
        return new TaskQuery.Cursor(view.admittedAtMs(), view.taskId());
    }
}
