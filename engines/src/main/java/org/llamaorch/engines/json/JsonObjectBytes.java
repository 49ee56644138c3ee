package org.llamaorch.engines.json;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Writes one JSON object, member by member, from values that are JSON already. One thread. */
public final class JsonObjectBytes {

    private final StringBuilder text = new StringBuilder("{");

    /** Adds a member whose value is JSON. */
    public JsonObjectBytes raw(String name, String json) {
        if (text.length() > 1) {
            text.append(',');
        }
        quote(name);
        text.append(':').append(json);
        return this;
    }

    /** Adds a member when there is a value. */
    public JsonObjectBytes raw(String name, Optional<String> json) {
        json.ifPresent(value -> raw(name, value));
        return this;
    }

    public JsonObjectBytes string(String name, String value) {
        raw(name, "");
        quote(value);
        return this;
    }

    public JsonObjectBytes number(String name, long value) {
        return raw(name, Long.toString(value));
    }

    public JsonObjectBytes bool(String name, boolean value) {
        return raw(name, Boolean.toString(value));
    }

    /** The object so far, closed. */
    public String json() {
        return text + "}";
    }

    /** The object so far, closed, as UTF-8. */
    public byte[] utf8() {
        return json().getBytes(StandardCharsets.UTF_8);
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
