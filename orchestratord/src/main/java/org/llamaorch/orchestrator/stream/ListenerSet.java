package org.llamaorch.orchestrator.stream;

import java.util.ArrayList;
import java.util.List;

/**
 * The listeners of one stream. Safe from any thread; waking takes no lock. Counts are told under
 * the lock, so that two changes are never told in the wrong order.
 */
final class ListenerSet {

    private static final StreamListener[] NOBODY = {};

    private final String taskId;
    private final ListenerCounts counts;
    private final Object lock = new Object();
    private volatile StreamListener[] listeners = NOBODY;

    ListenerSet(String taskId, ListenerCounts counts) {
        this.taskId = taskId;
        this.counts = counts;
    }

    void add(StreamListener listener) {
        synchronized (lock) {
            List<StreamListener> more = new ArrayList<>(List.of(listeners));
            more.add(listener);
            replace(more);
        }
    }

    /** Takes a listener away; false when it is not there. */
    boolean remove(StreamListener listener) {
        synchronized (lock) {
            List<StreamListener> rest = new ArrayList<>(List.of(listeners));
            boolean there = rest.remove(listener);
            if (there) {
                replace(rest);
            }
            return there;
        }
    }

    private void replace(List<StreamListener> now) {
        listeners = now.toArray(NOBODY);
        counts.changed(taskId, now.size());
    }

    int count() {
        return listeners.length;
    }

    void wake() {
        for (StreamListener listener : listeners) {
            listener.wake();
        }
    }

    void wakeAtOnce() {
        for (StreamListener listener : listeners) {
            listener.wakeAtOnce();
        }
    }
}
