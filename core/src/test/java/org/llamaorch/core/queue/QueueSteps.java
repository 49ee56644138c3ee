package org.llamaorch.core.queue;

/** Counts the calls that the queue's code makes. Confined to the test's thread. */
public final class QueueSteps {

    private static long taken;

    private QueueSteps() {}

    /** Called by the queue's code before each of its calls, see {@link SteppedClasses}. */
    public static void count() {
        taken++;
    }

    public static void forget() {
        taken = 0;
    }

    /** Since they were last forgotten. */
    public static long taken() {
        return taken;
    }
}
