package org.llamaorch.engines.sse;

import java.util.Arrays;

/**
 * An incremental reader of server-sent events over received bytes: no object per event, and nothing
 * waits for a buffer to fill. An event that lies whole in one received buffer is handed out where
 * it lies; only the rest of an event that was cut is copied. Confined to one thread.
 *
 * <p>Lines end in LF, CRLF or CR; several {@code data} lines are joined by LF; comments and other
 * fields are skipped; an event that is not closed by a blank line when the stream ends is dropped,
 * as the specification of server-sent events has it.
 */
public final class SseReader {

    /** Takes the data of one event. */
    @FunctionalInterface
    public interface Listener {

        /**
         * One event's data, valid during the call.
         *
         * @return false to stop: the rest of the bytes is not read
         */
        boolean data(byte[] buffer, int offset, int length);
    }

    /** What became of the bytes fed. */
    public enum Feed {
        /** All read; more may come. */
        READ,
        /** The listener wants no more. */
        STOPPED,
        /** An event is larger than the bound; the reader is of no more use. */
        TOO_LARGE
    }

    private static final byte LF = '\n';
    private static final byte CR = '\r';
    private static final byte[] NONE = new byte[0];

    private final int maxEventBytes;
    private final Listener listener;

    /** The beginning of a line whose end has not come. */
    private byte[] carry = NONE;

    private int carried;

    /** Data lines of an event whose blank line has not come, joined; used when it was cut. */
    private byte[] joined = NONE;

    private int joinedBytes;
    private boolean hasJoined;

    /** The only data line so far of the open event, where it lies in the buffer being read. */
    private int sliceStart = -1;

    private int sliceEnd;
    private boolean skipLf;

    /**
     * @param maxEventBytes most bytes of one event; more is {@link Feed#TOO_LARGE}
     */
    public SseReader(int maxEventBytes, Listener listener) {
        if (maxEventBytes < 1) {
            throw new IllegalArgumentException("an event has at least one byte");
        }
        this.maxEventBytes = maxEventBytes;
        this.listener = listener;
    }

    /** Reads {@code length} bytes and hands out every event that they close. */
    public Feed feed(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = offset;
        if (skipLf && at < end) {
            skipLf = false;
            if (bytes[at] == LF) {
                at++;
            }
        }
        if (carried > 0) {
            int lineEnd = lineEnd(bytes, at, end);
            if (!keep(bytes, at, lineEnd)) {
                return Feed.TOO_LARGE;
            }
            if (lineEnd == end) {
                return Feed.READ;
            }
            int size = carried;
            carried = 0;
            at = afterLine(bytes, lineEnd, end);
            line(carry, 0, size);
            if (!saveSlice(carry)) {
                return Feed.TOO_LARGE;
            }
        }
        while (at < end) {
            int lineEnd = lineEnd(bytes, at, end);
            if (lineEnd == end) {
                if (!keep(bytes, at, end)) {
                    return Feed.TOO_LARGE;
                }
                break;
            }
            int start = at;
            at = afterLine(bytes, lineEnd, end);
            if (lineEnd == start) {
                if (hasJoined && !saveSlice(bytes)) {
                    return Feed.TOO_LARGE;
                }
                if (!dispatch(bytes)) {
                    return Feed.STOPPED;
                }
            } else if (isData(bytes, start, lineEnd)) {
                if (sliceStart >= 0 && !saveSlice(bytes)) {
                    return Feed.TOO_LARGE;
                }
                line(bytes, start, lineEnd);
                if (sliceEnd - sliceStart > maxEventBytes) {
                    return Feed.TOO_LARGE;
                }
            }
        }
        return saveSlice(bytes) ? Feed.READ : Feed.TOO_LARGE;
    }

    private static int lineEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != LF && bytes[at] != CR) {
            at++;
        }
        return at;
    }

    private int afterLine(byte[] bytes, int lineEnd, int end) {
        if (bytes[lineEnd] == LF) {
            return lineEnd + 1;
        }
        if (lineEnd + 1 == end) {
            skipLf = true;
            return end;
        }
        return bytes[lineEnd + 1] == LF ? lineEnd + 2 : lineEnd + 1;
    }

    private static boolean isData(byte[] bytes, int start, int end) {
        return end - start >= 4
                && bytes[start] == 'd'
                && bytes[start + 1] == 'a'
                && bytes[start + 2] == 't'
                && bytes[start + 3] == 'a'
                && (end - start == 4 || bytes[start + 4] == ':');
    }

    private void line(byte[] bytes, int start, int end) {
        if (!isData(bytes, start, end)) {
            return;
        }
        int value = Math.min(start + 5, end);
        if (value < end && bytes[value] == ' ') {
            value++;
        }
        sliceStart = value;
        sliceEnd = end;
    }

    /** Moves the open event's line out of a buffer that will not stay. */
    private boolean saveSlice(byte[] bytes) {
        if (sliceStart < 0) {
            return true;
        }
        int size = sliceEnd - sliceStart;
        int separator = hasJoined ? 1 : 0;
        if (joinedBytes + separator + size > maxEventBytes) {
            return false;
        }
        joined = roomFor(joined, joinedBytes, separator + size);
        if (hasJoined) {
            joined[joinedBytes++] = LF;
        }
        System.arraycopy(bytes, sliceStart, joined, joinedBytes, size);
        joinedBytes += size;
        hasJoined = true;
        sliceStart = -1;
        return true;
    }

    private boolean dispatch(byte[] bytes) {
        if (hasJoined) {
            int size = joinedBytes;
            joinedBytes = 0;
            hasJoined = false;
            return listener.data(joined, 0, size);
        }
        if (sliceStart < 0) {
            return true;
        }
        int start = sliceStart;
        sliceStart = -1;
        return listener.data(bytes, start, sliceEnd - start);
    }

    private boolean keep(byte[] bytes, int from, int to) {
        int size = to - from;
        if (carried + size > maxEventBytes) {
            return false;
        }
        carry = roomFor(carry, carried, size);
        System.arraycopy(bytes, from, carry, carried, size);
        carried += size;
        return true;
    }

    private static byte[] roomFor(byte[] array, int used, int more) {
        int needed = used + more;
        if (needed <= array.length) {
            return array;
        }
        return Arrays.copyOf(array, Math.max(needed, Math.max(512, array.length * 2)));
    }
}
