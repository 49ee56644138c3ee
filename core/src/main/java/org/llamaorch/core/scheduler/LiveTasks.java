package org.llamaorch.core.scheduler;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All tasks that live, by id, by Idempotency-Key and by age. Confined to the scheduler's thread.
 */
final class LiveTasks {

    private record KeyOfCaller(String caller, String idempotencyKey) {}

    private final Map<String, LiveTask> byId = new HashMap<>();
    private final Map<KeyOfCaller, LiveTask> byKey = new HashMap<>();
    private final TreeMap<Long, LiveTask> byAge = new TreeMap<>();
    private final Map<String, TreeMap<Long, LiveTask>> byCaller = new HashMap<>();
    private long lastOrder;

    long nextOrder() {
        return ++lastOrder;
    }

    void add(LiveTask task) {
        if (byId.putIfAbsent(task.id(), task) != null) {
            throw new IllegalStateException("lives already: " + task.id());
        }
        byAge.put(task.place.order(), task);
        byCaller.computeIfAbsent(task.spec().caller(), _ -> new TreeMap<>())
                .put(task.place.order(), task);
        lastOrder = Math.max(lastOrder, task.place.order());
        String key = task.spec().idempotencyKey();
        if (key != null) {
            byKey.put(new KeyOfCaller(task.spec().caller(), key), task);
        }
    }

    void remove(LiveTask task) {
        byId.remove(task.id());
        byAge.remove(task.place.order());
        TreeMap<Long, LiveTask> ofCaller = byCaller.get(task.spec().caller());
        if (ofCaller != null) {
            ofCaller.remove(task.place.order());
            if (ofCaller.isEmpty()) {
                byCaller.remove(task.spec().caller());
            }
        }
        String key = task.spec().idempotencyKey();
        if (key != null) {
            byKey.remove(new KeyOfCaller(task.spec().caller(), key), task);
        }
    }

    @Nullable LiveTask find(String taskId) {
        return byId.get(taskId);
    }

    @Nullable LiveTask findByKey(String caller, String idempotencyKey) {
        return byKey.get(new KeyOfCaller(caller, idempotencyKey));
    }

    /** Oldest first. */
    Collection<LiveTask> byAge() {
        return Collections.unmodifiableCollection(byAge.values());
    }

    /** The caller's, oldest first. */
    Collection<LiveTask> of(String caller) {
        TreeMap<Long, LiveTask> ofCaller = byCaller.get(caller);
        return ofCaller == null ? List.of() : Collections.unmodifiableCollection(ofCaller.values());
    }

    /** Newest first. */
    Collection<LiveTask> newestFirst() {
        return Collections.unmodifiableCollection(byAge.descendingMap().values());
    }
}
