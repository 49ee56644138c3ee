package org.llamaorch.orchestrator.http.task;

import java.util.Map;
import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.http.json.JsonPointers;
import org.llamaorch.orchestrator.http.json.Members;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks a conversation as far as it concerns us: messages are objects with a role, content is text
 * or parts, and media come with the request instead of making an engine fetch them (contract §2).
 */
public final class Messages {
    private static final int MESSAGES_MAX = 100_000;
    private static final int ROLE_LENGTH_MAX = 64;
    private static final String URL_SUFFIX = "_url";

    private final boolean remoteMedia;

    /**
     * @param remoteMedia whether media URLs other than {@code data:} are let through
     */
    public Messages(boolean remoteMedia) {
        this.remoteMedia = remoteMedia;
    }

    /** Checks the member {@code messages}, which must be there. */
    public void check(Members request) {
        ArrayNode messages = request.array("messages", MESSAGES_MAX);
        String at = request.at("messages");
        if (messages == null || messages.isEmpty()) {
            throw new InvalidMember(at, "messages must be an array with at least one message.");
        }
        for (int i = 0; i < messages.size(); i++) {
            message(messages.get(i), JsonPointers.element(at, i));
        }
    }

    private void message(JsonNode node, String at) {
        if (!(node instanceof ObjectNode object)) {
            throw new InvalidMember(at, "A message must be an object with role and content.");
        }
        Members message = new Members(object, at);
        message.requiredText("role", ROLE_LENGTH_MAX);
        JsonNode content = message.value("content");
        switch (content) {
            case null -> {}
            case ArrayNode parts -> {
                for (int i = 0; i < parts.size(); i++) {
                    part(parts.get(i), JsonPointers.element(message.at("content"), i));
                }
            }
            default -> {
                if (!content.isString()) {
                    throw new InvalidMember(
                            message.at("content"),
                            "content must be a string or an array of parts.");
                }
            }
        }
    }

    private void part(JsonNode node, String at) {
        if (!(node instanceof ObjectNode part)) {
            throw new InvalidMember(at, "A part of a message must be an object with a type.");
        }
        if (remoteMedia) {
            return;
        }
        for (Map.Entry<String, JsonNode> member : part.properties()) {
            if (member.getKey().endsWith(URL_SUFFIX)) {
                String pointer = JsonPointers.member(at, member.getKey());
                JsonNode value = member.getValue();
                if (value instanceof ObjectNode object) {
                    pointer = JsonPointers.member(pointer, "url");
                    value = object.path("url");
                }
                if (value.isString() && !isInline(value.stringValue())) {
                    throw new InvalidMember(
                            pointer, "Media must come with the request: send a data: URL.");
                }
            }
        }
    }

    private static boolean isInline(String url) {
        return url.regionMatches(true, 0, "data:", 0, "data:".length());
    }
}
