package org.llamaorch.engines.json;

import java.io.IOException;

/**
 * Bytes that are no JSON document, or not the one that was asked for. Without a stack trace: where
 * they came from is what matters.
 */
public final class NotJson extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * @param offset where the document stops being JSON, bytes from its start
     */
    NotJson(int offset) {
        super("not JSON at byte " + offset);
    }

    public NotJson(String what) {
        super(what);
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
