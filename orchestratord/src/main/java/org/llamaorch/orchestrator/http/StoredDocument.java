package org.llamaorch.orchestrator.http;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.task.JsonBody;
import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.http.json.JsonPointers;
import org.llamaorch.orchestrator.http.json.Members;
import org.llamaorch.orchestrator.http.json.StrictJson;
import tools.jackson.databind.node.ObjectNode;

/**
 * A document that a caller stores (B-ART-001 to 004): any JSON. One with {@code kind} and {@code
 * content} says what it is, and its {@code tags} are its caller's; anything else is {@code other},
 * and a member called tags is a part of it like any other.
 *
 * @param tags the document's and the query's, each once
 * @param json as it was sent
 */
record StoredDocument(String kind, List<String> tags, JsonBody json) {

    static final Set<String> KINDS =
            Set.of("plan", "summary", "diff", "trace", "transcript", "logs", "other");
    private static final String OTHER = "other";
    private static final int TAGS_MAX = 64;
    private static final int TAG_LENGTH_MAX = 256;

    /** Reads one; throws InvalidMember for what is no JSON, or whose tags are none. */
    static StoredDocument read(StrictJson json, byte[] body, List<String> queryTags, int bytesMax) {
        if (body.length > bytesMax) {
            throw new InvalidMember(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "",
                    "A document may be at most %d bytes long.".formatted(bytesMax));
        }
        Set<String> tags = new LinkedHashSet<>();
        String kind = OTHER;
        if (json.document(body) instanceof ObjectNode object && object.has("content")) {
            String named = object.path("kind").asString(OTHER);
            if (object.has("kind")) {
                tags.addAll(new Members(object, "").texts("tags", TAGS_MAX, TAG_LENGTH_MAX));
            }
            kind = KINDS.contains(named) ? named : OTHER;
        }
        tags.addAll(queryTags);
        int index = 0;
        for (String tag : tags) {
            if (index >= TAGS_MAX
                    || queryTags.size() > TAGS_MAX
                    || tag.isEmpty()
                    || tag.length() > TAG_LENGTH_MAX
                    || tag.codePoints().anyMatch(StoredDocument::unprintable)) {
                throw new InvalidMember(
                        JsonPointers.element("/tags", index),
                        "Tags are at most %d texts of 1 to %d characters."
                                .formatted(TAGS_MAX, TAG_LENGTH_MAX));
            }
            index++;
        }
        return new StoredDocument(kind, List.copyOf(tags), JsonBody.of(body));
    }

    private static boolean unprintable(int character) {
        return Character.isISOControl(character)
                || Character.getType(character) == Character.SURROGATE;
    }
}
