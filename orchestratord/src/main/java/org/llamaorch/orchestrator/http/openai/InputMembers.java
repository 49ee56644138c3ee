package org.llamaorch.orchestrator.http.openai;

import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.http.json.Members;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Checks what embeddings and rankings work on (B-OAI-009). */
final class InputMembers {
    private static final int INPUTS_MAX = 100_000;

    private InputMembers() {}

    /** {@code input}: a text, the tokens of one, or a list of either. */
    static void checkEmbedding(Members request) {
        JsonNode input = request.value("input");
        if (input == null) {
            throw new InvalidMember(
                    request.at("input"), "input is required: send a string or a list of strings.");
        }
        if (input.isString()) {
            return;
        }
        ArrayNode list = input.isArray() ? request.array("input", INPUTS_MAX) : null;
        if (list == null || list.isEmpty() || !(alike(list) || listsOfTokens(list))) {
            throw new InvalidMember(
                    request.at("input"),
                    "input must be a string, a list of strings, or tokens, and not empty.");
        }
    }

    /** {@code query} and {@code documents}, which are texts or objects with a text. */
    static void checkRanking(Members request) {
        request.requiredText("query", Integer.MAX_VALUE);
        ArrayNode documents = request.array("documents", INPUTS_MAX);
        if (documents == null || documents.isEmpty()) {
            throw new InvalidMember(
                    request.at("documents"), "documents is required: send a list of strings.");
        }
        for (JsonNode document : documents) {
            if (!document.isString() && !document.path("text").isString()) {
                throw new InvalidMember(
                        request.at("documents"),
                        "Each of documents must be a string, or an object with a text.");
            }
        }
    }

    private static boolean alike(ArrayNode list) {
        boolean texts = list.get(0).isString();
        for (JsonNode element : list) {
            if (texts ? !element.isString() : !isToken(element)) {
                return false;
            }
        }
        return true;
    }

    private static boolean listsOfTokens(ArrayNode list) {
        for (JsonNode element : list) {
            if (!(element instanceof ArrayNode tokens)
                    || tokens.isEmpty()
                    || !alike(tokens)
                    || !isToken(tokens.get(0))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isToken(@Nullable JsonNode element) {
        return element != null && element.isIntegralNumber();
    }
}
