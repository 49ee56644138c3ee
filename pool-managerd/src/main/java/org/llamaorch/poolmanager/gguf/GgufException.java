package org.llamaorch.poolmanager.gguf;

import java.io.IOException;

/**
 * A file is not a GGUF file that an engine could load; the message is one sentence that says why.
 */
public final class GgufException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String sentence;

    public GgufException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    /** Why the file cannot be used. */
    public String sentence() {
        return sentence;
    }
}
