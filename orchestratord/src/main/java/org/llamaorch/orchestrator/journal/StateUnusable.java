package org.llamaorch.orchestrator.journal;

/** The state folder cannot be used as it is; the message is one sentence that says what to do. */
public final class StateUnusable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StateUnusable(String sentence) {
        super(sentence);
    }

    public StateUnusable(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
