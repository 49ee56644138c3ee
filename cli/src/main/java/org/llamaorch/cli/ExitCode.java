package org.llamaorch.cli;

/** The exit codes of all commands; the help of the program lists them. */
final class ExitCode {

    static final int OK = 0;

    /** It did not work; one sentence on stderr says why. */
    static final int FAILED = 1;

    /** The command line is wrong. */
    static final int USAGE = 2;

    /** No orchestrator answers at the address. */
    static final int UNREACHABLE = 3;

    /** The orchestrator refused the request. */
    static final int REFUSED = 4;

    /** The task was accepted and ended with an error. */
    static final int TASK_FAILED = 5;

    /** The journal cannot be written any more (EX_IOERR). */
    static final int JOURNAL = 74;

    /** The configuration is wrong or unsafe (EX_CONFIG). */
    static final int CONFIGURATION = 78;

    /** Ended by Ctrl-C. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
