package org.llamaorch.orchestrator.loop;

/** Ends the daemon because the core loop cannot go on; recovery is the only path. */
@FunctionalInterface
public interface FatalEnd {

    /** Exit code of a failed journal (EX_IOERR). */
    int JOURNAL_FAILED = 74;

    /** Exit code of a defect of ours that rebuilding did not mend (EX_SOFTWARE). */
    int DEFECT = 70;

    /** Called once, on the core thread, as the last thing it does. */
    void end(int exitCode, String sentence, Throwable cause);
}
