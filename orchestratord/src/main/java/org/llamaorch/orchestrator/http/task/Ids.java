package org.llamaorch.orchestrator.http.task;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.http.json.Members;

/**
 * Ids that callers choose: 1 to 128 ASCII letters, digits and {@code . _ : @ ~ + = -}, without
 * {@code ..}, so that they are safe in paths, headers, file names and logs.
 */
public final class Ids {
    /** Most characters of an id. */
    public static final int LENGTH_MAX = 128;

    /** Most characters of an Idempotency-Key. */
    public static final int KEY_LENGTH_MAX = 255;

    /** What an id may be, as a message says it. */
    public static final String RULE =
            "1 to 128 ASCII letters, digits and . _ : @ ~ + = - without two dots in a row";

    private static final String SPECIALS = "._:@~+=-";

    private Ids() {}

    public static boolean isValid(String id) {
        return !id.isEmpty()
                && id.length() <= LENGTH_MAX
                && !id.contains("..")
                && !id.equals(".")
                && id.chars().allMatch(Ids::isAllowed);
    }

    /** An Idempotency-Key is printable ASCII, 1 to 255 characters. */
    public static boolean isValidKey(String key) {
        return !key.isEmpty()
                && key.length() <= KEY_LENGTH_MAX
                && key.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
    }

    private static boolean isAllowed(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || SPECIALS.indexOf(c) >= 0;
    }

    /** The id in the member {@code name}; null when absent. */
    static @Nullable String read(Members members, String name) {
        String id = members.text(name, Integer.MAX_VALUE);
        if (id != null && !isValid(id)) {
            throw new InvalidMember(members.at(name), name + " must be " + RULE + ".");
        }
        return id;
    }

    /** An id of ours. */
    public static String made() {
        return UUID.randomUUID().toString();
    }
}
