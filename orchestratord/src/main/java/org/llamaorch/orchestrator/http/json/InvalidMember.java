package org.llamaorch.orchestrator.http.json;

import org.llamaorch.contracts.ErrorCode;

/**
 * A member of a request is wrong. Thrown by the readers of this package and turned into a 400 at
 * the edge; it carries no stack, for it is an expected ending that may happen thousands of times a
 * second.
 */
public final class InvalidMember extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String pointer;

    public InvalidMember(String pointer, String message) {
        this(ErrorCode.INVALID_PARAMS, pointer, message);
    }

    /**
     * @param pointer JSON Pointer (RFC 6901) to the member; empty for the whole document
     * @param message what to do about it; never holds the member's value
     */
    public InvalidMember(ErrorCode code, String pointer, String message) {
        super(message, null, false, false);
        this.code = code;
        this.pointer = pointer;
    }

    public ErrorCode code() {
        return code;
    }

    public String pointer() {
        return pointer;
    }

    /** The same, seen from the value that holds the member's document. */
    InvalidMember within(String parent) {
        return new InvalidMember(code, parent + pointer, text());
    }

    /** What to do about it. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
