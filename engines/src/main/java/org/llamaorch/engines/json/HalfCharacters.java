package org.llamaorch.engines.json;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps half a character of a stream's texts back until its rest comes, and mends what can never be
 * text. Per stream; confined to one thread. The token path passes here only for documents that need
 * it.
 */
public final class HalfCharacters {

    /**
     * Where a text lies in a document: the inside of a JSON string.
     *
     * @param key which of the stream's texts it continues
     */
    public record Text(int key, int start, int end) {}

    private static final byte[] NONE = new byte[0];

    private final Map<Integer, byte[]> held = new HashMap<>();

    /** Whether the beginning of a character waits for the next document. */
    public boolean holding() {
        return !held.isEmpty();
    }

    /** Whether the document just walked over must pass through {@link #mend}. */
    public boolean concerns(JsonScanner scanner, byte[] document, int offset, int length) {
        return !held.isEmpty()
                || scanner.surrogateEscapes()
                || scanner.lineBreaks()
                || (scanner.nonAscii() && !Utf8.isWhole(document, offset, length));
    }

    /**
     * The document with whole texts: what was held comes before a text's new part, half a character
     * at its end is held, everything ill-formed becomes U+FFFD. A new array; walk it again.
     *
     * @param texts in the order of their places
     */
    public byte[] mend(byte[] document, int offset, int length, Text... texts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(length + 16);
        int at = offset;
        for (Text text : texts) {
            Utf8.mend(document, at, text.start(), whole);
            byte[] before = held.getOrDefault(text.key(), NONE);
            byte[] joined = Arrays.copyOf(before, before.length + text.end() - text.start());
            System.arraycopy(
                    document, text.start(), joined, before.length, text.end() - text.start());
            int wholeEnd = Utf8.wholeEnd(joined, 0, joined.length);
            Utf8.mend(joined, 0, wholeEnd, whole);
            if (wholeEnd < joined.length) {
                held.put(text.key(), Arrays.copyOfRange(joined, wholeEnd, joined.length));
            } else {
                held.remove(text.key());
            }
            at = text.end();
        }
        Utf8.mend(document, at, offset + length, whole);
        return whole.toByteArray();
    }
}
