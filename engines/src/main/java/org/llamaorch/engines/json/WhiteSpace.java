package org.llamaorch.engines.json;

import java.util.Arrays;

/** White space of a JSON document that means nothing. */
public final class WhiteSpace {

    private WhiteSpace() {}

    /**
     * The document on one line: the same tokens, without what stands between them.
     *
     * @param json a valid document; it is not changed
     */
    public static byte[] without(byte[] json) {
        byte[] tokens = new byte[json.length];
        int length = 0;
        boolean text = false;
        for (int at = 0; at < json.length; at++) {
            byte b = json[at];
            if (text && b == '\\') {
                tokens[length++] = b;
                b = json[++at];
            } else if (b == '"') {
                text = !text;
            } else if (!text && (b == ' ' || b == '\n' || b == '\r' || b == '\t')) {
                continue;
            }
            tokens[length++] = b;
        }
        return Arrays.copyOf(tokens, length);
    }
}
