package org.llamaorch.engines.openai;

import java.util.Arrays;

/**
 * The chunk that was walked last, so that one which differs from it in nothing but its text need
 * not be walked: most chunks of a stream are such. Only a text of plain ASCII without escapes is
 * recognised, as that alone cannot end the text early or begin half a character. Confined to one
 * thread.
 */
final class LastChunk {

    /** Longer chunks are not kept. */
    private static final int MAX_BYTES = 4_096;

    private byte[] bytes = new byte[0];
    private int before;
    private int behind;
    private int length;

    /** Forgets it: nothing is like it. */
    void forget() {
        length = 0;
    }

    /** Keeps a chunk, whose text lies between the two indexes. */
    void keep(byte[] buffer, int offset, int chunkLength, int textStart, int textEnd) {
        if (chunkLength > MAX_BYTES) {
            return;
        }
        if (bytes.length < chunkLength) {
            bytes = new byte[Math.min(MAX_BYTES, 2 * chunkLength)];
        }
        System.arraycopy(buffer, offset, bytes, 0, chunkLength);
        length = chunkLength;
        before = textStart - offset;
        behind = offset + chunkLength - textEnd;
    }

    /** Whether a chunk is the one kept, but for what {@link #before} and {@link #behind} leave. */
    boolean isLike(byte[] buffer, int offset, int chunkLength) {
        if (length == 0 || chunkLength < before + behind) {
            return false;
        }
        int end = offset + chunkLength;
        int textStart = offset + before;
        int textEnd = end - behind;
        return Arrays.equals(buffer, offset, textStart, bytes, 0, before)
                && Arrays.equals(buffer, textEnd, end, bytes, length - behind, length)
                && isPlain(buffer, textStart, textEnd);
    }

    /** Bytes in front of the text. */
    int before() {
        return before;
    }

    /** Bytes behind the text. */
    int behind() {
        return behind;
    }

    private static boolean isPlain(byte[] buffer, int from, int to) {
        for (int at = from; at < to; at++) {
            byte b = buffer[at];
            if (b < ' ' || b == '"' || b == '\\') {
                return false;
            }
        }
        return true;
    }
}
