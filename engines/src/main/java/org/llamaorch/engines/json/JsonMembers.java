package org.llamaorch.engines.json;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The members of a JSON object by name, each value as the bytes it was sent in: what nobody reads
 * goes on as it came. A name that comes twice counts once, with its last value. Immutable.
 */
public final class JsonMembers {

    private record Slice(int start, int end) {}

    private final byte[] document;
    private final Map<String, Slice> slices;

    private JsonMembers(byte[] document, Map<String, Slice> slices) {
        this.document = document;
        this.slices = slices;
    }

    /**
     * Finds the members of an object.
     *
     * @param document not to be changed afterwards
     * @throws NotJson when it is not one JSON object
     */
    public static JsonMembers of(byte[] document) throws NotJson {
        return of(document, 0, document.length);
    }

    private static JsonMembers of(byte[] document, int start, int end) throws NotJson {
        JsonScanner scanner = new JsonScanner();
        scanner.over(document, start, end - start);
        scanner.enterObject();
        Map<String, Slice> slices = new LinkedHashMap<>();
        while (scanner.nextMember()) {
            String name = scanner.name();
            scanner.skip();
            slices.put(name, new Slice(scanner.valueStart(), scanner.valueEnd()));
        }
        scanner.finish();
        return new JsonMembers(document, slices);
    }

    public Set<String> names() {
        return slices.keySet();
    }

    /** A member's value as sent, {@code null} too; empty when it is absent. */
    public Optional<String> sent(String name) {
        return Optional.ofNullable(slices.get(name)).map(this::text);
    }

    /** A member's value as sent; empty when it is absent or {@code null}. */
    public Optional<String> value(String name) {
        Slice slice = slices.get(name);
        if (slice == null || document[slice.start] == 'n') {
            return Optional.empty();
        }
        return Optional.of(text(slice));
    }

    /** The members of a member that is an object; without members when it is anything else. */
    public JsonMembers object(String name) throws NotJson {
        Slice slice = slices.get(name);
        return slice == null || document[slice.start] != '{'
                ? new JsonMembers(document, Map.of())
                : of(document, slice.start, slice.end);
    }

    /** Whether a member is {@code true}. */
    public boolean isTrue(String name) {
        return value(name).filter("true"::equals).isPresent();
    }

    private String text(Slice slice) {
        return new String(document, slice.start, slice.end - slice.start, StandardCharsets.UTF_8);
    }
}
