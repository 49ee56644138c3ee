package org.llamaorch.orchestrator.loop;

/** Why the core loop gave no answer; what a future of {@link Core} fails with. */
public abstract sealed class CoreUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private CoreUnavailable(String message) {
        super(message, null, false, false);
    }

    /** Too many requests wait already: 503, to be sent again after {@link #retryAfterMs}. */
    public static final class Busy extends CoreUnavailable {
        private static final long serialVersionUID = 1L;
        private final long retryAfterMs;

        public Busy(long retryAfterMs) {
            super("too many requests wait for the core loop");
            this.retryAfterMs = retryAfterMs;
        }

        public long retryAfterMs() {
            return retryAfterMs;
        }
    }

    /** The daemon is leaving: 503 SHUTTING_DOWN. */
    public static final class Stopped extends CoreUnavailable {
        private static final long serialVersionUID = 1L;

        public Stopped() {
            super("the core loop has stopped");
        }
    }

    /**
     * A defect of ours met this request; it is logged, and nothing of it was kept: 500 INTERNAL.
     */
    public static final class Defect extends CoreUnavailable {
        private static final long serialVersionUID = 1L;

        public Defect() {
            super("a defect met this request");
        }
    }
}
