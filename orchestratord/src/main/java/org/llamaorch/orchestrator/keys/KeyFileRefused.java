package org.llamaorch.orchestrator.keys;

/** A keys file cannot be used; the message is a sentence that says what is wrong with it. */
public final class KeyFileRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public KeyFileRefused(String sentence) {
        super(sentence);
    }

    KeyFileRefused(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
