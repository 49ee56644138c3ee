package org.llamaorch.orchestrator.operation;

import org.llamaorch.contracts.ErrorCode;

/** An operation could not do what it was to do; the sentence says why. */
public final class OperationFailed extends Exception {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String sentence;

    public OperationFailed(ErrorCode code, String sentence) {
        super(sentence);
        this.code = code;
        this.sentence = sentence;
    }

    public ErrorCode code() {
        return code;
    }

    public String sentence() {
        return sentence;
    }
}
