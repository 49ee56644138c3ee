package org.llamaorch.poolmanager.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The system's kill(2), which reaches whole process groups. */
final class Signals {

    static final int TERMINATE = 15;
    static final int KILL = 9;

    private static final MethodHandle KILL_CALL = link();

    private Signals() {}

    /** Sends a signal to the process group; false when no such group is left or it is not ours. */
    static boolean sendToGroup(long group, int signal) {
        if (group <= 1) {
            throw new IllegalArgumentException("group " + group + " is not one of ours");
        }
        return call((int) -group, signal);
    }

    /** Sends a signal to one process; false when it is gone or not ours. */
    static boolean send(long pid, int signal) {
        if (pid <= 1) {
            throw new IllegalArgumentException("process " + pid + " is not one of ours");
        }
        return call((int) pid, signal);
    }

    private static boolean call(int target, int signal) {
        try {
            return (int) KILL_CALL.invokeExact(target, signal) == 0;
        } catch (Throwable impossible) {
            throw new IllegalStateException("kill(2) cannot be called", impossible);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("kill"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }
}
