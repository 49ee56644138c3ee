package org.llamaorch.bdd.target;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer, whole.
 *
 * @param headers by lower-case name
 */
public record Answer(int status, Map<String, List<String>> headers, String text) {

    private static final JsonMapper JSON = new JsonMapper();

    static Answer of(HttpResponse<byte[]> response) {
        return new Answer(
                response.statusCode(),
                response.headers().map(),
                new String(response.body(), StandardCharsets.UTF_8));
    }

    public JsonNode json() {
        try {
            return JSON.readTree(text);
        } catch (JacksonException cause) {
            throw new AssertionError("the answer (" + status + ") is not JSON: " + text, cause);
        }
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(java.util.Locale.ROOT)))
                .flatMap(values -> values.stream().findFirst());
    }
}
