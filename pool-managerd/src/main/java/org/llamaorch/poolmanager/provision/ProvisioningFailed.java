package org.llamaorch.poolmanager.provision;

/**
 * An engine or a model could not be brought here; the message is one sentence that says what to do.
 */
public final class ProvisioningFailed extends Exception {

    private static final long serialVersionUID = 1L;

    /** What stood in the way. */
    public enum Kind {
        NO_PYTHON(false),
        NO_VENV(false),
        NO_PACKAGE(false),
        NO_FETCHER(false),
        NO_PROVISIONER(false),
        NO_CONSENT(false),
        NO_DEVICE(false),
        BAD_MODEL(false),
        BAD_LOCK(false),
        WRONG_HASH(false),
        OFFLINE(false),
        NO_DISK(true),
        NO_NETWORK(true),
        NO_MEMORY(true),
        BUSY(true),
        BROKEN_TOOL(true);

        private final boolean passing;

        Kind(boolean passing) {
            this.passing = passing;
        }

        /** Whether it may pass without anybody's doing, so that trying again later makes sense. */
        public boolean passing() {
            return passing;
        }
    }

    private final Kind kind;
    private final String sentence;

    public ProvisioningFailed(Kind kind, String sentence) {
        super(sentence);
        this.kind = kind;
        this.sentence = sentence;
    }

    public Kind kind() {
        return kind;
    }

    /** What happened and what to do about it. */
    public String sentence() {
        return sentence;
    }
}
