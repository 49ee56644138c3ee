package org.llamaorch.engines;

/** Where the tokens of one attempt go. Confined to the event loop of the engine's connection. */
public interface TokenSink {

    /**
     * Appends one token frame.
     *
     * @param buffer holds text and delta; read during the call only
     * @param textOffset start of the text: the inside of a JSON string, still escaped, whole
     *     characters only
     * @param deltaOffset start of the engine's own chunk, whole JSON; {@code deltaLength} 0 leaves
     *     it out
     * @return false when the stream is sealed or the attempt is no longer the current one: stop the
     *     engine
     * @throws java.io.UncheckedIOException when the history can take no more frames: the attempt
     *     has failed
     */
    boolean token(byte[] buffer, int textOffset, int textLength, int deltaOffset, int deltaLength);

    /**
     * Makes the readers take what was appended since the last call; once for everything that one
     * read of the engine's connection brought. Readers on this event loop write before it returns.
     */
    void flush();

    /**
     * Seals the stream for an end that the engine brought.
     *
     * @return false when a cancel, drop or expiry holds the seal already: that end stands
     */
    boolean seal();

    /** Frames this attempt appended. */
    long tokens();

    /** Lowercase hex SHA-256 of all text of the task so far, unescaped and joined. */
    String digest();
}
