package org.llamaorch.orchestrator.stream;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Encodes a token frame once, into an array that is used again; no object per token. Confined to
 * one writer.
 */
final class TokenFrame {

    private static final byte[] ID = ascii("id: ");
    private static final byte[] TEXT = ascii("\nevent: token\ndata: {\"t\":\"");
    private static final byte[] INDEX = ascii("\",\"i\":");
    private static final byte[] DELTA = ascii(",\"delta\":");
    private static final byte[] CLOSE = ascii("}\n\n");
    private static final int DIGITS = 10;
    private static final int FIXED_BYTES =
            ID.length + TEXT.length + INDEX.length + DELTA.length + CLOSE.length + 2 * DIGITS;

    private byte[] bytes = new byte[256];
    private int length;
    private int deltaOffset;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Encodes {@code id}, escaped text, index and, when {@code deltaLength} is not 0, the delta.
     *
     * @return bytes of the frame
     */
    int encode(
            int id,
            int index,
            byte[] buffer,
            int textOffset,
            int textLength,
            int deltaStart,
            int deltaLength) {
        int bound = Math.addExact(Math.addExact(textLength, deltaLength), FIXED_BYTES);
        if (bytes.length < bound) {
            bytes = new byte[Math.max(bound, (int) Math.min(2L * bytes.length, 1 << 20))];
        }
        length = 0;
        append(ID, 0, ID.length);
        append(id);
        append(TEXT, 0, TEXT.length);
        append(buffer, textOffset, textLength);
        append(INDEX, 0, INDEX.length);
        append(index);
        deltaOffset = 0;
        if (deltaLength != 0) {
            append(DELTA, 0, DELTA.length);
            deltaOffset = length;
            append(buffer, deltaStart, deltaLength);
        }
        append(CLOSE, 0, CLOSE.length);
        return length;
    }

    private void append(byte[] source, int offset, int count) {
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    private void append(int number) {
        int digits = 1;
        for (int rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        length += digits;
        int rest = number;
        for (int at = length - 1; digits > 0; digits--) {
            bytes[at--] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** The frame encoded last, from index 0; written over by the next. */
    byte[] bytes() {
        return bytes;
    }

    /** Where its delta begins. */
    int deltaOffset() {
        return deltaOffset;
    }

    /** A frame of another kind, with its data as compact JSON. */
    static byte[] whole(int id, FrameKind kind, byte[] data) {
        byte[] head = ascii("id: " + id + "\nevent: " + kind.eventName() + "\ndata: ");
        byte[] frame = Arrays.copyOf(head, head.length + data.length + 2);
        System.arraycopy(data, 0, frame, head.length, data.length);
        frame[frame.length - 2] = '\n';
        frame[frame.length - 1] = '\n';
        return frame;
    }

    /** Where the data of a frame with this id and kind begins. */
    static int dataOffset(int id, FrameKind kind) {
        return "id: \nevent: \ndata: ".length()
                + Integer.toString(id).length()
                + kind.eventName().length();
    }
}
