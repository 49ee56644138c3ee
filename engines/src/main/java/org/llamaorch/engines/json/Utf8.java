package org.llamaorch.engines.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** UTF-8 and JSON's escapes, as bytes. */
public final class Utf8 {

    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};
    private static final byte[] REPLACEMENT_ESCAPE = "\\ufffd".getBytes(StandardCharsets.US_ASCII);

    private Utf8() {}

    /** Whether all of it is well-formed UTF-8. */
    public static boolean isWhole(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int at = offset;
        while (at < end) {
            if (bytes[at] >= 0) {
                at++;
                continue;
            }
            int size = sequence(bytes, at, end);
            if (size <= 0) {
                return false;
            }
            at += size;
        }
        return true;
    }

    /**
     * The inside of a JSON string as text; escapes must be well-formed, bytes that are no UTF-8
     * become U+FFFD.
     */
    public static String unescape(byte[] bytes, int offset, int length) {
        String raw = new String(bytes, offset, length, StandardCharsets.UTF_8);
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        StringBuilder text = new StringBuilder(raw.length());
        int at = 0;
        while (at < raw.length()) {
            char c = raw.charAt(at++);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = raw.charAt(at++);
            switch (escaped) {
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append((char) Integer.parseInt(raw, at, at + 4, 16));
                    at += 4;
                }
                default -> text.append(escaped);
            }
        }
        return text.toString();
    }

    /** The UTF-16 unit of four hex digits at {@code at}; -1 when they are not there. */
    static int hexUnit(byte[] bytes, int at, int end) {
        if (at + 4 > end) {
            return -1;
        }
        int unit = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    /**
     * Where the whole part of a JSON string's inside ends: before the bytes of a character that is
     * not complete, or before the escape of a high surrogate that waits for its low one.
     */
    static int wholeEnd(byte[] bytes, int offset, int end) {
        int back = 1;
        while (back <= 3 && end - back >= offset && (bytes[end - back] & 0xC0) == 0x80) {
            back++;
        }
        if (back <= 3 && end - back >= offset && (bytes[end - back] & 0xC0) == 0xC0) {
            int lead = end - back;
            return sequence(bytes, lead, end) == -back ? lead : end;
        }
        int escape = end - 6;
        if (escape >= offset
                && isHighSurrogate(bytes, escape, end)
                && startsEscape(bytes, offset, escape)) {
            return escape;
        }
        return end;
    }

    /**
     * Copies the bytes with everything that is no text mended: ill-formed UTF-8 becomes U+FFFD,
     * half a surrogate pair its escape, a line break between tokens a space.
     */
    static void mend(byte[] bytes, int offset, int end, ByteArrayOutputStream to) {
        int at = offset;
        while (at < end) {
            byte b = bytes[at];
            if (b == '\\' && at + 1 < end) {
                at = mendEscape(bytes, at, end, to);
            } else if (b >= 0) {
                to.write(b == '\n' || b == '\r' ? ' ' : b);
                at++;
            } else {
                int size = sequence(bytes, at, end);
                if (size > 0) {
                    to.write(bytes, at, size);
                    at += size;
                } else {
                    to.writeBytes(REPLACEMENT);
                    at += Math.max(1, -size);
                }
            }
        }
    }

    private static int mendEscape(byte[] bytes, int at, int end, ByteArrayOutputStream to) {
        if (bytes[at + 1] != 'u') {
            to.write(bytes, at, 2);
            return at + 2;
        }
        int unit = hexUnit(bytes, at + 2, end);
        boolean high = unit >= 0xD800 && unit <= 0xDBFF;
        boolean low = unit >= 0xDC00 && unit <= 0xDFFF;
        if (high && isLowSurrogate(bytes, at + 6, end)) {
            to.write(bytes, at, 12);
            return at + 12;
        }
        if (high || low) {
            to.writeBytes(REPLACEMENT_ESCAPE);
        } else {
            to.write(bytes, at, 6);
        }
        return at + 6;
    }

    private static boolean isHighSurrogate(byte[] bytes, int at, int end) {
        int unit = escapedUnit(bytes, at, end);
        return unit >= 0xD800 && unit <= 0xDBFF;
    }

    private static boolean isLowSurrogate(byte[] bytes, int at, int end) {
        int unit = escapedUnit(bytes, at, end);
        return unit >= 0xDC00 && unit <= 0xDFFF;
    }

    private static int escapedUnit(byte[] bytes, int at, int end) {
        return at + 6 <= end && bytes[at] == '\\' && bytes[at + 1] == 'u'
                ? hexUnit(bytes, at + 2, end)
                : -1;
    }

    /** Whether the backslash at {@code at} begins an escape and is not itself escaped. */
    private static boolean startsEscape(byte[] bytes, int offset, int at) {
        int before = at;
        while (before > offset && bytes[before - 1] == '\\') {
            before--;
        }
        return (at - before) % 2 == 0;
    }

    /**
     * The size of the well-formed sequence at {@code at}; -n when the n bytes up to {@code end} are
     * its beginning or n bytes of it were right before it broke; 0 when the first byte begins none.
     */
    private static int sequence(byte[] bytes, int at, int end) {
        int lead = bytes[at] & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        int size = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (size == 0) {
            return 0;
        }
        for (int i = 1; i < size; i++) {
            if (at + i >= end || !continues(lead, i, bytes[at + i] & 0xFF)) {
                return -i;
            }
        }
        return size;
    }

    private static boolean continues(int lead, int index, int b) {
        if (index > 1) {
            return b >= 0x80 && b <= 0xBF;
        }
        int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        return b >= low && b <= high;
    }
}
