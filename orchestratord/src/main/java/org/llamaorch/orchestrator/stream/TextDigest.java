package org.llamaorch.orchestrator.stream;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.llamaorch.contracts.digest.Sha256;

/**
 * SHA-256 of a task's text, unescaped and joined (LO-09). No object per token. Confined to one
 * writer.
 */
final class TextDigest {

    private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

    private final MessageDigest digest = Sha256.begin();
    private final byte[] utf8 = new byte[4];

    /** Adds the inside of a JSON string, as it stands in the engine's chunk. */
    void add(byte[] buffer, int offset, int length) {
        int end = offset + length;
        int plain = offset;
        int at = offset;
        while (at < end) {
            if (buffer[at] == '\\' && at + 1 < end) {
                digest.update(buffer, plain, at - plain);
                at = escape(buffer, at, end);
                plain = at;
            } else {
                at++;
            }
        }
        digest.update(buffer, plain, end - plain);
    }

    private int escape(byte[] buffer, int at, int end) {
        switch (buffer[at + 1]) {
            case 'n' -> digest.update((byte) '\n');
            case 't' -> digest.update((byte) '\t');
            case 'r' -> digest.update((byte) '\r');
            case 'b' -> digest.update((byte) '\b');
            case 'f' -> digest.update((byte) '\f');
            case 'u' -> {
                return unicode(buffer, at, end);
            }
            default -> digest.update(buffer[at + 1]);
        }
        return at + 2;
    }

    private int unicode(byte[] buffer, int at, int end) {
        int unit = hex(buffer, at, end);
        if (unit < 0) {
            digest.update(REPLACEMENT);
            return Math.min(at + 6, end);
        }
        if (Character.isHighSurrogate((char) unit)) {
            int low = hex(buffer, at + 6, end);
            if (low >= 0 && Character.isLowSurrogate((char) low)) {
                codePoint(Character.toCodePoint((char) unit, (char) low));
                return at + 12;
            }
        }
        if (Character.isSurrogate((char) unit)) {
            digest.update(REPLACEMENT);
        } else {
            codePoint(unit);
        }
        return at + 6;
    }

    /** The code unit of a whole {@code \}{@code uXXXX} at {@code at}, or -1. */
    private static int hex(byte[] buffer, int at, int end) {
        if (at + 6 > end || buffer[at] != '\\' || buffer[at + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int digit = at + 2; digit < at + 6; digit++) {
            int value = Character.digit(buffer[digit], 16);
            if (value < 0) {
                return -1;
            }
            unit = (unit << 4) | value;
        }
        return unit;
    }

    private void codePoint(int point) {
        if (point < 0x80) {
            digest.update((byte) point);
            return;
        }
        int length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        for (int i = length - 1; i > 0; i--) {
            utf8[i] = (byte) (0x80 | (point & 0x3f));
            point >>>= 6;
        }
        utf8[0] = (byte) ((0xf0 << (4 - length)) | point);
        digest.update(utf8, 0, length);
    }

    /** Lowercase hex of what was added so far; more may be added afterwards. */
    String hex() {
        return HexFormat.of().formatHex(Sha256.copy(digest).digest());
    }
}
