package org.llamaorch.core.task;

import java.util.Arrays;

/**
 * UTF-8 JSON of a request, shared and never changed. Its text stays out of {@code toString}:
 * prompts are not logged.
 */
public final class JsonBody {

    private final byte[] utf8;

    private JsonBody(byte[] utf8) {
        this.utf8 = utf8;
    }

    /** Takes the array over: the caller must not change it afterwards. */
    public static JsonBody of(byte[] utf8) {
        return new JsonBody(utf8);
    }

    /** The bytes themselves, not a copy; not to be changed. */
    public byte[] utf8() {
        return utf8;
    }

    /** How many bytes count against the byte limit over queued bodies. */
    public int sizeBytes() {
        return utf8.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonBody that && Arrays.equals(utf8, that.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }

    @Override
    public String toString() {
        return "JsonBody[" + utf8.length + " bytes]";
    }
}
