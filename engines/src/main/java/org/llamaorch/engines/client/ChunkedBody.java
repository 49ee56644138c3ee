package org.llamaorch.engines.client;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Follows the framing of an HTTP/1.1 answer whose body comes in chunks (RFC 9112, 7.1): its head,
 * then one chunk after another. It reads chunks as servers send them, a size of at most seven
 * hexadecimal digits and no extensions; at anything else, the last chunk among it, it stops, and
 * the codec reads on from there. Reused for every answer of a connection; confined to its event
 * loop.
 */
final class ChunkedBody {

    private static final int MAX_DIGITS = 7;

    /** Takes what chunks hold, in order; the bytes are read during the call only. */
    interface Data {
        void data(byte[] bytes, int from, int to);
    }

    private enum Place {
        HEAD,
        SIZE,
        DATA,
        BEHIND_DATA,
        BEHIND_DATA_CR,
        NOT_OURS
    }

    private final byte[] sizeLine = new byte[MAX_DIGITS + 1];
    private Place place = Place.NOT_OURS;
    private int lineLength;
    private int lineLengthBefore;
    private int left;
    private int lineEnds;

    /** The next byte begins the head of an answer. */
    void expectAnswer() {
        place = Place.HEAD;
        lineLength = 0;
        lineEnds = 0;
    }

    /** Whether the framing cannot be followed any more, until the next answer. */
    boolean notOurs() {
        return place == Place.NOT_OURS;
    }

    /** Whether the next byte begins a chunk. */
    boolean betweenChunks() {
        return place == Place.SIZE && lineLength == 0;
    }

    /**
     * Follows bytes that somebody else reads.
     *
     * @param stop whether to stop in front of a chunk
     * @return the index of the first byte that was not followed
     */
    int follow(byte[] bytes, int from, int to, boolean stop) {
        return walk(bytes, from, to, stop, null);
    }

    /**
     * Reads chunks and hands out what they hold. Begins between two chunks or where it ended.
     *
     * @return {@code to}, or the index from which the codec has to read on, behind {@link
     *     #heldBack} bytes of earlier calls: this is {@link #notOurs} from there
     */
    int read(byte[] bytes, int from, int to, Data data) {
        return walk(bytes, from, to, false, data);
    }

    /** The beginning of a chunk's size that calls before the last one brought. */
    byte[] heldBack() {
        return Arrays.copyOf(sizeLine, lineLengthBefore);
    }

    private int walk(byte[] bytes, int from, int to, boolean stop, @Nullable Data data) {
        int at = from;
        lineLengthBefore = lineLength;
        while (at < to && place != Place.NOT_OURS) {
            switch (place) {
                case HEAD -> at = head(bytes, at, to);
                case SIZE -> {
                    if (stop && lineLength == 0) {
                        return at;
                    }
                    int behind = sizeLine(bytes, at, to);
                    if (place == Place.NOT_OURS) {
                        return at;
                    }
                    if (place == Place.DATA) {
                        lineLengthBefore = 0;
                    }
                    at = behind;
                }
                case DATA -> {
                    int end = Math.min(to, at + left);
                    if (data != null) {
                        data.data(bytes, at, end);
                    }
                    left -= end - at;
                    at = end;
                    if (left == 0) {
                        place = Place.BEHIND_DATA;
                    }
                }
                case BEHIND_DATA -> at = behindData(bytes, at, (byte) '\r', Place.BEHIND_DATA_CR);
                case BEHIND_DATA_CR -> at = behindData(bytes, at, (byte) '\n', Place.SIZE);
                case NOT_OURS -> throw new IllegalStateException("the loop has ended");
            }
        }
        return at;
    }

    private int head(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && lineEnds < 2) {
            byte b = bytes[at++];
            if (b == '\n') {
                lineEnds++;
            } else if (b != '\r') {
                lineEnds = 0;
            }
        }
        if (lineEnds == 2) {
            place = Place.SIZE;
        }
        return at;
    }

    private int sizeLine(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            byte b = bytes[at];
            boolean closed = lineLength > 0 && sizeLine[lineLength - 1] == '\r';
            if (closed) {
                left = b == '\n' ? size() : 0;
                lineLength = 0;
                place = left > 0 ? Place.DATA : Place.NOT_OURS;
                return at + 1;
            }
            boolean fits = b == '\r' ? lineLength > 0 : lineLength < MAX_DIGITS && hex(b) >= 0;
            if (!fits) {
                place = Place.NOT_OURS;
                return at;
            }
            sizeLine[lineLength++] = b;
        }
        return to;
    }

    private int size() {
        int size = 0;
        for (int i = 0; i < lineLength - 1; i++) {
            size = size << 4 | hex(sizeLine[i]);
        }
        return size;
    }

    private static int hex(byte b) {
        return Character.digit(b, 16);
    }

    private int behindData(byte[] bytes, int at, byte expected, Place next) {
        if (bytes[at] != expected) {
            place = Place.NOT_OURS;
            return at;
        }
        place = next;
        return at + 1;
    }
}
