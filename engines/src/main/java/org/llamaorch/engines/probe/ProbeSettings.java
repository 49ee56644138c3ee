package org.llamaorch.engines.probe;

/**
 * The bounds of asking engines how they are.
 *
 * @param connectTimeoutMs longest a connection may take to come up
 * @param answerTimeoutMs longest a question about the engine may take
 * @param decodeTimeoutMs longest the decoding of one token may take
 * @param maxAnswerBytes most bytes of an answer
 */
public record ProbeSettings(
        long connectTimeoutMs, long answerTimeoutMs, long decodeTimeoutMs, int maxAnswerBytes) {

    public ProbeSettings {
        if (connectTimeoutMs < 1
                || answerTimeoutMs < 1
                || decodeTimeoutMs < 1
                || maxAnswerBytes < 1) {
            throw new IllegalArgumentException("a bound of the engine probe is not positive");
        }
    }

    public static ProbeSettings defaults() {
        return new ProbeSettings(5_000, 5_000, 60_000, 4 << 20);
    }
}
