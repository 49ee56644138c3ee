package org.llamaorch.orchestrator.http.json;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Canonical JSON (RFC 8785): names sorted by UTF-16 code units, ECMAScript numbers, shortest
 * escapes. Written here because the digest is taken while walking the tree that is parsed anyway,
 * without a second parse or a copy of a body of many megabytes. Walking it also finds what strict
 * JSON cannot hold: lone surrogates and numbers beyond a double.
 */
public final class CanonicalJson {
    private static final long EXACT_INTEGER_MAX = 1L << 53;
    private static final HexFormat HEX = HexFormat.of();

    private final OutputStream out;

    private CanonicalJson(OutputStream out) {
        this.out = out;
    }

    /**
     * Lowercase hex SHA-256 of the canonical form.
     *
     * @throws InvalidMember when a string holds a lone surrogate or a number is no finite double
     */
    public static String sha256(JsonNode document) {
        MessageDigest digest = digest();
        try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            write(document, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HEX.formatHex(digest.digest());
    }

    /**
     * Writes the canonical form as UTF-8.
     *
     * @throws InvalidMember when a string holds a lone surrogate or a number is no finite double
     */
    public static void write(JsonNode document, OutputStream out) throws IOException {
        BufferedUtf8 buffered = new BufferedUtf8(out);
        new CanonicalJson(buffered).value(document, "");
        buffered.flush();
    }

    private void value(JsonNode node, String pointer) throws IOException {
        switch (node) {
            case ObjectNode object -> object(object, pointer);
            case ArrayNode array -> {
                out.write('[');
                for (int i = 0; i < array.size(); i++) {
                    if (i > 0) {
                        out.write(',');
                    }
                    value(array.get(i), JsonPointers.element(pointer, i));
                }
                out.write(']');
            }
            default -> scalar(node, pointer);
        }
    }

    private void object(ObjectNode object, String pointer) throws IOException {
        String[] names = object.propertyNames().toArray(String[]::new);
        Arrays.sort(names);
        out.write('{');
        for (int i = 0; i < names.length; i++) {
            if (i > 0) {
                out.write(',');
            }
            String member = JsonPointers.member(pointer, names[i]);
            string(names[i], member);
            out.write(':');
            value(object.get(names[i]), member);
        }
        out.write('}');
    }

    private void scalar(JsonNode node, String pointer) throws IOException {
        if (node.isString()) {
            string(node.stringValue(), pointer);
        } else if (node.isNumber()) {
            ascii(number(node, pointer));
        } else {
            ascii(node.isBoolean() ? (node.booleanValue() ? "true" : "false") : "null");
        }
    }

    private static String number(JsonNode node, String pointer) {
        if ((node.isInt() || node.isLong())
                && Math.abs(node.longValue()) <= EXACT_INTEGER_MAX
                && node.longValue() != Long.MIN_VALUE) {
            return Long.toString(node.longValue());
        }
        double value = node.isBigInteger() ? node.bigIntegerValue().doubleValue() : node.asDouble();
        if (!Double.isFinite(value)) {
            throw new InvalidMember(
                    pointer, "The number is too large. Send one that fits a double.");
        }
        return CanonicalNumber.of(value);
    }

    private void string(String text, String pointer) throws IOException {
        out.write('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\') {
                ascii(escaped(c));
            } else if (c < 0x80) {
                out.write(c);
            } else if (!Character.isSurrogate(c)) {
                utf8(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                utf8(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                throw new InvalidMember(
                        pointer, "The text holds half a surrogate pair. Send whole characters.");
            }
        }
        out.write('"');
    }

    private static String escaped(char c) {
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

    private void utf8(int codePoint) throws IOException {
        if (codePoint < 0x800) {
            out.write(0xC0 | (codePoint >> 6));
        } else {
            if (codePoint < 0x10000) {
                out.write(0xE0 | (codePoint >> 12));
            } else {
                out.write(0xF0 | (codePoint >> 18));
                out.write(0x80 | ((codePoint >> 12) & 0x3F));
            }
            out.write(0x80 | ((codePoint >> 6) & 0x3F));
        }
        out.write(0x80 | (codePoint & 0x3F));
    }

    private void ascii(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            out.write(text.charAt(i));
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
