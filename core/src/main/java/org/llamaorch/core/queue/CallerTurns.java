package org.llamaorch.core.queue;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.llamaorch.contracts.Priority;

/**
 * When each caller was last served, by class: the one served least recently is next. Confined to
 * the scheduler's thread.
 */
final class CallerTurns {

    /** Callers without queued tasks whose turn is still remembered. */
    private static final int IDLE_REMEMBERED_MAX = 4096;

    /** One caller's turn in one class, and its queues there, one for each demand. */
    static final class Turn {
        final String caller;
        long lastServed;
        final Set<CallerQueue> queues = new HashSet<>();

        Turn(String caller) {
            this.caller = caller;
        }
    }

    private final Map<Priority, Map<String, Turn>> turns = new EnumMap<>(Priority.class);
    private long served;

    CallerTurns() {
        for (Priority priority : Priority.values()) {
            turns.put(priority, new LinkedHashMap<>(16, 0.75f, true));
        }
    }

    Turn of(Priority priority, String caller) {
        Map<String, Turn> ofClass = ofClass(priority);
        Turn turn = ofClass.computeIfAbsent(caller, Turn::new);
        if (ofClass.size() > IDLE_REMEMBERED_MAX) {
            forgetOneIdle(ofClass);
        }
        return turn;
    }

    /** When the caller was last served in the class, as a count; 0 for never. */
    long lastServed(Priority priority, String caller) {
        Turn turn = ofClass(priority).get(caller);
        return turn == null ? 0 : turn.lastServed;
    }

    /** The count that the serving now under way gets. */
    long nextServed() {
        return ++served;
    }

    private Map<String, Turn> ofClass(Priority priority) {
        Map<String, Turn> ofClass = turns.get(priority);
        if (ofClass == null) {
            throw new IllegalStateException("no turns for " + priority);
        }
        return ofClass;
    }

    private static void forgetOneIdle(Map<String, Turn> ofClass) {
        Iterator<Turn> eldest = ofClass.values().iterator();
        if (eldest.hasNext() && eldest.next().queues.isEmpty()) {
            eldest.remove();
        }
    }
}
