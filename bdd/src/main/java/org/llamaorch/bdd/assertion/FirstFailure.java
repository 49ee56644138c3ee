package org.llamaorch.bdd.assertion;

/** Where one failure is all that is wanted: what begins after it is skipped. Off by itself. */
public final class FirstFailure {

    private static volatile boolean enough;

    private FirstFailure() {}

    /** Nothing more is wanted from now on. */
    public static void seen() {
        enough = true;
    }

    /** Whether nothing more is wanted. */
    public static boolean isSeen() {
        return enough;
    }
}
