package org.llamaorch.orchestrator.daemon;

/** The daemon does not start; the message is one sentence that says why and what to do. */
public final class StartRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The configuration is unsafe: reachable from elsewhere without a key (contract §1). */
    public static final int UNSAFE = 78;

    /** Anything else. */
    public static final int FAILED = 1;

    private final int exitCode;
    private final String kind;

    /**
     * @param kind what the log calls it, such as {@code NON_LOOPBACK_WITHOUT_TOKEN}
     */
    StartRefused(int exitCode, String kind, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
        this.kind = kind;
    }

    StartRefused(int exitCode, String kind, String sentence, Throwable cause) {
        super(sentence, cause);
        this.exitCode = exitCode;
        this.kind = kind;
    }

    String kind() {
        return kind;
    }

    public int exitCode() {
        return exitCode;
    }
}
