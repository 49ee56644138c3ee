package org.llamaorch.bdd.chaos;

import java.util.List;
import java.util.TreeMap;
import org.llamaorch.bdd.target.EventStream.Frame;

/**
 * The numbered frames that were seen of one task, over all its listeners and all the daemon's
 * lives. Guarded by this.
 */
final class Frames {

    private final String taskId;
    private final Tally tally;
    private final TreeMap<Integer, Frame> seen = new TreeMap<>();

    Frames(String taskId, Tally tally) {
        this.taskId = taskId;
        this.tally = tally;
    }

    /** Takes frames as a listener got them; each must be what was seen under its number before. */
    synchronized void take(List<Frame> frames) {
        for (Frame frame : frames) {
            if (frame.id() == null) {
                continue;
            }
            Frame before = seen.putIfAbsent(Integer.parseInt(frame.id()), frame);
            if (before != null && !before.raw().equals(frame.raw())) {
                tally.found(
                        Tally.Broken.FRAME_CHANGED_ON_RESUME,
                        taskId
                                + " frame "
                                + frame.id()
                                + ": "
                                + before.data()
                                + " became "
                                + frame.data());
            }
        }
    }

    synchronized int last() {
        return seen.isEmpty() ? -1 : seen.lastKey();
    }

    synchronized boolean hasTerminal() {
        return seen.values().stream().anyMatch(Frames::isTerminal);
    }

    synchronized long tokens() {
        return seen.values().stream().filter(frame -> frame.event().equals("token")).count();
    }

    /** Numbers without a gap, started first, exactly one terminal, and it is last. */
    synchronized void judge() {
        int expected = 0;
        for (int number : seen.keySet()) {
            if (number != expected++) {
                tally.found(
                        Tally.Broken.OTHERWISE_WRONG, taskId + " has a gap before frame " + number);
                return;
            }
        }
        long terminals = seen.values().stream().filter(Frames::isTerminal).count();
        if (terminals > 1) {
            tally.found(Tally.Broken.ENDED_TWICE, taskId + ": " + seen.values());
        } else if (terminals == 0) {
            tally.found(Tally.Broken.LOST, taskId + " has no terminal frame");
        } else if (!isTerminal(seen.lastEntry().getValue())) {
            tally.found(Tally.Broken.OTHERWISE_WRONG, taskId + " has a frame after its terminal");
        } else if (!seen.firstEntry().getValue().event().equals("started")) {
            tally.found(Tally.Broken.OTHERWISE_WRONG, taskId + " does not begin with started");
        }
    }

    static boolean isTerminal(Frame frame) {
        return frame.event().equals("end") || frame.event().equals("error");
    }
}
