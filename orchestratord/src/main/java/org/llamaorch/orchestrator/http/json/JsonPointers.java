package org.llamaorch.orchestrator.http.json;

/** Builds JSON Pointers (RFC 6901). */
public final class JsonPointers {
    /** Longest name that is given back whole; a longer one is cut, so that errors stay small. */
    private static final int NAME_CHARACTERS_MAX = 200;

    private JsonPointers() {}

    /** The pointer to the member {@code name} of the object at {@code parent}. */
    public static String member(String parent, String name) {
        String shown =
                name.length() > NAME_CHARACTERS_MAX ? name.substring(0, NAME_CHARACTERS_MAX) : name;
        return parent + "/" + printable(shown.replace("~", "~0").replace("/", "~1"));
    }

    /** The pointer to the element {@code index} of the array at {@code parent}. */
    public static String element(String parent, int index) {
        return parent + "/" + index;
    }

    /** A name may hold half a surrogate pair; an answer must not. */
    private static String printable(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isSurrogate(name.charAt(i))) {
                return name.codePoints()
                        .map(c -> c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
            }
        }
        return name;
    }
}
