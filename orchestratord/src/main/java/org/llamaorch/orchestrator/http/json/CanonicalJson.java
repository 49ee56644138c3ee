package org.llamaorch.orchestrator.http.json;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.llamaorch.contracts.digest.Sha256;
import org.llamaorch.engines.json.NotJson;
import org.llamaorch.engines.json.Utf8;

/**
 * Canonical JSON (RFC 8785): names sorted by UTF-16 code units, ECMAScript numbers, shortest
 * escapes. Written here because it goes from bytes to bytes, without a tree: a transcript costs a
 * few copies for each token, and a body of many megabytes no second one. Writing it also finds what
 * strict JSON cannot hold: lone surrogates and numbers beyond a double. Confined to one thread.
 */
public final class CanonicalJson {

    /** So many digits are exact in a double, and are spelled as they stand. */
    private static final int EXACT_DIGITS = 15;

    /** An object of at most so many names is sorted in place, a larger one in n log n steps. */
    private static final int FEW_NAMES = 16;

    private static final HexFormat HEX = HexFormat.of();

    private final JsonTape tape = new JsonTape();
    private final BufferedUtf8 out;
    private byte[] document = new byte[0];

    /** Writes to {@code out} in blocks; {@link #flush} writes the last of them. */
    public CanonicalJson(OutputStream out) {
        this.out = new BufferedUtf8(out);
    }

    /**
     * Lowercase hex SHA-256 of the canonical form.
     *
     * @param utf8 one JSON value in well-formed UTF-8
     * @throws InvalidMember when it is no JSON, a string holds a lone surrogate or a number is no
     *     finite double
     */
    public static String sha256(byte[] utf8) {
        MessageDigest digest = Sha256.begin();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            CanonicalJson canonical = new CanonicalJson(out);
            canonical.write(utf8, 0, utf8.length);
            canonical.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HEX.formatHex(digest.digest());
    }

    /**
     * Writes the canonical form of a value. Where a name occurs twice, its last value counts.
     *
     * @param utf8 holds one JSON value in well-formed UTF-8
     * @throws InvalidMember when it is no JSON, a string holds a lone surrogate or a number is no
     *     finite double
     */
    public void write(byte[] utf8, int offset, int length) throws IOException {
        try {
            tape.over(utf8, offset, length);
        } catch (NotJson e) {
            throw new InvalidMember("", "The document is not JSON: " + e.getMessage());
        }
        document = utf8;
        value(0);
    }

    /** Writes what is canonical as it stands: what a caller puts around values of its own. */
    public void verbatim(byte[] utf8) throws IOException {
        out.write(utf8, 0, utf8.length);
    }

    /** Writes out what waits in memory. */
    public void flush() throws IOException {
        out.flush();
    }

    private void value(int value) throws IOException {
        int start = tape.start(value);
        switch (document[start]) {
            case '{' -> object(value);
            case '[' -> array(value);
            case '"' -> string(value);
            case 't', 'f', 'n' -> out.write(document, start, tape.end(value) - start);
            default -> number(start, tape.end(value));
        }
    }

    private void array(int array) throws IOException {
        out.write('[');
        int index = 0;
        for (int i = array + 1; i < tape.after(array); i = tape.after(i)) {
            if (index > 0) {
                out.write(',');
            }
            try {
                value(i);
            } catch (InvalidMember e) {
                throw e.within(JsonPointers.element("", index));
            }
            index++;
        }
        out.write(']');
    }

    private void object(int object) throws IOException {
        out.write('{');
        int written = 0;
        for (int name : sorted(object)) {
            if (written++ > 0) {
                out.write(',');
            }
            try {
                string(name);
                out.write(':');
                value(name + 1);
            } catch (InvalidMember e) {
                throw e.within(JsonPointers.member("", text(name)));
            }
        }
        out.write('}');
    }

    /** The names of an object in their order; of equal ones the last. */
    private int[] sorted(int object) {
        int[] names = new int[4];
        int count = 0;
        boolean inOrder = true;
        for (int i = object + 1; i < tape.after(object); i = tape.after(i + 1)) {
            if (count == names.length) {
                names = Arrays.copyOf(names, 2 * count);
            }
            inOrder &= count == 0 || compare(names[count - 1], i) < 0;
            names[count++] = i;
        }
        if (inOrder) {
            return Arrays.copyOf(names, count);
        }
        // Both sorts are stable: of equal names the last one stays the last.
        if (count <= FEW_NAMES) {
            insertionSort(names, count);
        } else {
            names =
                    Arrays.stream(names, 0, count)
                            .boxed()
                            .sorted(this::compare)
                            .mapToInt(Integer::intValue)
                            .toArray();
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (i + 1 == count || compare(names[i], names[i + 1]) != 0) {
                names[kept++] = names[i];
            }
        }
        return Arrays.copyOf(names, kept);
    }

    private void insertionSort(int[] names, int count) {
        for (int i = 1; i < count; i++) {
            int name = names[i];
            int at = i;
            while (at > 0 && compare(names[at - 1], name) > 0) {
                names[at] = names[at - 1];
                at--;
            }
            names[at] = name;
        }
    }

    /**
     * As the texts' UTF-16 units; told by the bytes where they are ASCII without escapes so far.
     */
    private int compare(int name, int other) {
        int left = tape.start(name) + 1;
        int right = tape.start(other) + 1;
        int leftLength = tape.end(name) - 1 - left;
        int rightLength = tape.end(other) - 1 - right;
        for (int i = 0; i < Math.min(leftLength, rightLength); i++) {
            byte l = document[left + i];
            byte r = document[right + i];
            if (l < 0 || r < 0 || l == '\\' || r == '\\') {
                return text(name).compareTo(text(other));
            }
            if (l != r) {
                return l - r;
            }
        }
        return leftLength - rightLength;
    }

    private String text(int string) {
        int start = tape.start(string) + 1;
        return Utf8.unescape(document, start, tape.end(string) - 1 - start);
    }

    private void string(int string) throws IOException {
        int start = tape.start(string);
        int length = tape.end(string) - start;
        for (int i = start + 1; i < start + length; i++) {
            if (document[i] == '\\') {
                escaped(text(string));
                return;
            }
        }
        // Without an escape it is canonical as it stands.
        out.write(document, start, length);
    }

    private void escaped(String text) throws IOException {
        out.write('"');
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new InvalidMember(
                        "", "The text holds half a surrogate pair. Send whole characters.");
            } else if (c < 0x20 || c == '"' || c == '\\') {
                utf8(text.substring(from, i) + escape(c));
                from = i + 1;
            }
        }
        utf8(text.substring(from));
        out.write('"');
    }

    private static String escape(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> "\\u00" + HEX.toHexDigits((byte) c);
        };
    }

    private void number(int start, int end) throws IOException {
        if (end - start <= EXACT_DIGITS && isWhole(start, end)) {
            out.write(document, start, end - start);
            return;
        }
        double value =
                Double.parseDouble(
                        new String(document, start, end - start, StandardCharsets.US_ASCII));
        if (!Double.isFinite(value)) {
            throw new InvalidMember("", "The number is too large. Send one that fits a double.");
        }
        utf8(CanonicalNumber.of(value));
    }

    private boolean isWhole(int start, int end) {
        for (int i = start; i < end; i++) {
            if (document[i] < '0' || document[i] > '9') {
                return false;
            }
        }
        return true;
    }

    private void utf8(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
    }
}
