package org.llamaorch.engines.json;

import java.nio.charset.StandardCharsets;

/**
 * Walks the bytes of one JSON document, strictly and without building anything: the caller enters
 * objects and arrays, asks for the next member or element, and takes or skips its value. Reused for
 * one document after another; confined to one thread.
 *
 * <p>Not checked: that the bytes of strings are UTF-8; {@link #nonAscii} says when that is worth
 * asking.
 */
public final class JsonScanner {

    /** Deepest nesting; deeper documents are {@link NotJson}. */
    public static final int MAX_DEPTH = 512;

    private static final int MAX_PLAIN_DIGITS = 9;

    private byte[] bytes = new byte[0];
    private int origin;
    private int at;
    private int end;

    /** The last token walked over: tells a first member or element from a later one. */
    private byte last;

    private int depth;
    private int nameStart;
    private int nameEnd;
    private int valueStart;
    private int valueEnd;
    private byte stringBits;
    private boolean surrogateEscapes;
    private boolean lineBreaks;

    /** Begins with a new document. The bytes are read, never changed. */
    public void over(byte[] document, int offset, int length) {
        bytes = document;
        origin = offset;
        at = offset;
        end = offset + length;
        last = 0;
        depth = 0;
        stringBits = 0;
        surrogateEscapes = false;
        lineBreaks = false;
    }

    /** The first byte of what comes next, after white space: what kind of value it is. */
    public byte peek() throws NotJson {
        space();
        if (at >= end) {
            throw bad();
        }
        return bytes[at];
    }

    public void enterObject() throws NotJson {
        enter((byte) '{');
    }

    public void enterArray() throws NotJson {
        enter((byte) '[');
    }

    /** Moves to the next member's value, its name taken; false at the object's end. */
    public boolean nextMember() throws NotJson {
        if (!next((byte) '{', (byte) '}')) {
            return false;
        }
        if (peek() != '"') {
            throw bad();
        }
        string();
        nameStart = valueStart;
        nameEnd = valueEnd;
        if (peek() != ':') {
            throw bad();
        }
        at++;
        last = ':';
        return true;
    }

    /** Moves to the next element; false at the array's end. */
    public boolean nextElement() throws NotJson {
        return next((byte) '[', (byte) ']');
    }

    /** Index of the byte that is looked at next. */
    public int position() {
        return at;
    }

    /** Index of the first byte inside the quotation marks of the member's name. */
    public int nameStart() {
        return nameStart;
    }

    /** Index behind the last byte inside the quotation marks of the member's name. */
    public int nameEnd() {
        return nameEnd;
    }

    /** Whether the member's name is spelled with exactly these bytes. */
    public boolean nameIs(byte[] name) {
        int length = nameEnd - nameStart;
        if (length != name.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[nameStart + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** The member's name as it means, escapes resolved; allocates. */
    public String name() {
        return Utf8.unescape(bytes, nameStart, nameEnd - nameStart);
    }

    /** Takes a string: {@link #valueStart} and {@link #valueEnd} then hold its inside, escaped. */
    public void string() throws NotJson {
        if (peek() != '"') {
            throw bad();
        }
        at++;
        valueStart = at;
        byte bits = 0;
        while (true) {
            if (at >= end) {
                throw bad();
            }
            byte b = bytes[at];
            if (b == '"') {
                break;
            }
            if (b == '\\') {
                escape();
            } else if ((b & 0xE0) == 0) {
                throw bad();
            } else {
                bits |= b;
                at++;
            }
        }
        stringBits |= bits;
        valueEnd = at;
        at++;
        last = '"';
    }

    /** Walks over any value; {@link #valueStart} and {@link #valueEnd} then hold all of it. */
    public void skip() throws NotJson {
        byte first = peek();
        int start = at;
        switch (first) {
            case '"' -> string();
            case '{' -> {
                enterObject();
                while (nextMember()) {
                    skip();
                }
            }
            case '[' -> {
                enterArray();
                while (nextElement()) {
                    skip();
                }
            }
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
        valueStart = start;
        valueEnd = at;
    }

    /** Takes {@code true} or {@code false}. */
    public boolean bool() throws NotJson {
        byte first = peek();
        if (first != 't' && first != 'f') {
            throw bad();
        }
        skip();
        return first == 't';
    }

    /**
     * Takes a number and gives its value, or {@code whenNull}. Allocates unless it is a small whole
     * number.
     */
    public double number(double whenNull) throws NotJson {
        byte first = peek();
        if (first == 'n') {
            skip();
            return whenNull;
        }
        if (first != '-' && (first < '0' || first > '9')) {
            throw bad();
        }
        skip();
        if (first != '-' && valueEnd - valueStart <= MAX_PLAIN_DIGITS) {
            int plain = 0;
            int digit = valueStart;
            while (digit < valueEnd && bytes[digit] >= '0' && bytes[digit] <= '9') {
                plain = plain * 10 + bytes[digit] - '0';
                digit++;
            }
            if (digit == valueEnd) {
                return plain;
            }
        }
        return Double.parseDouble(
                new String(bytes, valueStart, valueEnd - valueStart, StandardCharsets.US_ASCII));
    }

    /** Checks that nothing but white space is left. */
    public void finish() throws NotJson {
        space();
        if (at < end || depth != 0) {
            throw bad();
        }
    }

    /** The string just taken as it means, escapes resolved; allocates. */
    public String stringValue() {
        return Utf8.unescape(bytes, valueStart, valueEnd - valueStart);
    }

    public int valueStart() {
        return valueStart;
    }

    public int valueEnd() {
        return valueEnd;
    }

    /** Whether a string walked over holds a byte above 0x7F. */
    public boolean nonAscii() {
        return stringBits < 0;
    }

    /** Whether a string walked over holds an escape of half a surrogate pair. */
    public boolean surrogateEscapes() {
        return surrogateEscapes;
    }

    /** Whether the document has line breaks between its tokens. */
    public boolean lineBreaks() {
        return lineBreaks;
    }

    private void enter(byte bracket) throws NotJson {
        if (peek() != bracket || ++depth > MAX_DEPTH) {
            throw bad();
        }
        at++;
        last = bracket;
    }

    private boolean next(byte open, byte close) throws NotJson {
        byte b = peek();
        if (b == close) {
            if (last == ',') {
                throw bad();
            }
            at++;
            depth--;
            last = close;
            return false;
        }
        if (last != open) {
            if (b != ',') {
                throw bad();
            }
            at++;
            last = ',';
            if (peek() == close) {
                throw bad();
            }
        }
        return true;
    }

    private void escape() throws NotJson {
        if (at + 1 >= end) {
            throw bad();
        }
        switch (bytes[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at += 2;
            case 'u' -> {
                int unit = Utf8.hexUnit(bytes, at + 2, end);
                if (unit < 0) {
                    throw bad();
                }
                surrogateEscapes |= unit >= 0xD800 && unit <= 0xDFFF;
                at += 6;
            }
            default -> throw bad();
        }
    }

    private void literal(String word) throws NotJson {
        int length = word.length();
        if (at + length > end) {
            throw bad();
        }
        for (int i = 0; i < length; i++) {
            if (bytes[at + i] != word.charAt(i)) {
                throw bad();
            }
        }
        at += length;
        last = 'l';
    }

    private void number() throws NotJson {
        if (at < end && bytes[at] == '-') {
            at++;
        }
        if (at < end && bytes[at] == '0') {
            at++;
        } else {
            digits();
        }
        if (at < end && bytes[at] == '.') {
            at++;
            digits();
        }
        if (at < end && (bytes[at] == 'e' || bytes[at] == 'E')) {
            at++;
            if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
                at++;
            }
            digits();
        }
        last = '0';
    }

    private void digits() throws NotJson {
        int start = at;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at == start) {
            throw bad();
        }
    }

    private void space() {
        while (at < end) {
            byte b = bytes[at];
            if (b == '\n' || b == '\r') {
                lineBreaks = true;
            } else if (b != ' ' && b != '\t') {
                return;
            }
            at++;
        }
    }

    private NotJson bad() {
        return new NotJson(at - origin);
    }
}
