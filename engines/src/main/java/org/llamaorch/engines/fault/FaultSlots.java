package org.llamaorch.engines.fault;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The slots: a request that finds none free waits for its turn, without an answer. Confined to the
 * engine's event loop.
 */
final class FaultSlots {

    private final @Nullable FaultRun[] busy;
    private final Deque<FaultRun> waiting = new ArrayDeque<>();

    FaultSlots(int count) {
        busy = new FaultRun[count];
    }

    /** Starts the run on a free slot, or has it wait. */
    void enter(FaultRun run) {
        for (int slot = 0; slot < busy.length; slot++) {
            if (busy[slot] == null) {
                begin(slot, run);
                return;
            }
        }
        waiting.add(run);
    }

    /** The run is over, or its client left while it waited. */
    void leave(FaultRun run) {
        waiting.remove(run);
        for (int slot = 0; slot < busy.length; slot++) {
            if (busy[slot] == run) {
                FaultRun next = waiting.poll();
                busy[slot] = null;
                if (next != null) {
                    begin(slot, next);
                }
            }
        }
    }

    private void begin(int slot, FaultRun run) {
        busy[slot] = run;
        int running = running();
        for (FaultRun other : busy) {
            if (other != null) {
                other.together(running);
            }
        }
        run.start(slot);
    }

    int running() {
        int running = 0;
        for (FaultRun run : busy) {
            if (run != null) {
                running++;
            }
        }
        return running;
    }

    /** What runs and what waits. */
    List<FaultRun> all() {
        List<FaultRun> all = new ArrayList<>(waiting);
        for (FaultRun run : busy) {
            if (run != null) {
                all.add(run);
            }
        }
        return all;
    }

    int waiting() {
        return waiting.size();
    }

    /** Whether each slot is busy, in order. */
    List<Boolean> processing() {
        List<Boolean> processing = new ArrayList<>();
        for (FaultRun run : busy) {
            processing.add(run != null);
        }
        return processing;
    }
}
