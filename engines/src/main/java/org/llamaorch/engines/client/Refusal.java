package org.llamaorch.engines.client;

import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.task.AttemptEnding;
import org.llamaorch.core.task.JsonBody;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An engine's answer that is no stream, and what it means for the attempt (contract §8):
 *
 * <ol>
 *   <li>429, or 503 with {@code Retry-After}: full; it rests as long as it asks.
 *   <li>503 of type {@code unavailable_error}: llama.cpp loads its model; it rests a little.
 *   <li>400, 413, 422: the request is wrong.
 *   <li>408 and 5xx but 501: a fault.
 *   <li>Everything else (401, 403, 404, 501, …): it is set up wrongly.
 * </ol>
 */
record Refusal(int status, @Nullable String retryAfter, JsonBody body) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MAX_MESSAGE = 500;

    AttemptEnding ending(EngineClientSettings settings) {
        JsonNode error = error();
        String message = message(error);
        if (status == 429 || (status == 503 && retryAfter != null)) {
            return new AttemptEnding.EngineFull(restMs(settings));
        }
        if (status == 503 && error.path("type").asString("").equals("unavailable_error")) {
            return new AttemptEnding.EngineFull(settings.loadingRestMs());
        }
        return switch (status) {
            case 400, 413, 422 -> new AttemptEnding.Rejected(message);
            case 408 -> new AttemptEnding.Faulted("the engine gave up waiting for us", 0, false, 0);
            case 501 -> new AttemptEnding.Misconfigured(status, message);
            default ->
                    status >= 500
                            ? new AttemptEnding.Faulted(
                                    "the engine answered " + status, status, false, 0)
                            : new AttemptEnding.Misconfigured(status, message);
        };
    }

    private JsonNode error() {
        try {
            JsonNode answer = JSON.readTree(body.utf8());
            JsonNode error = answer.path("error");
            return error.isMissingNode() ? answer : error;
        } catch (JacksonException notJson) {
            return JSON.missingNode();
        }
    }

    private String message(JsonNode error) {
        String said = error.isString() ? error.asString() : error.path("message").asString("");
        if (said.isEmpty()) {
            said = error.path("detail").asString("");
        }
        if (said.isEmpty()) {
            return "the engine answered " + status;
        }
        return said.length() <= MAX_MESSAGE ? said : said.substring(0, MAX_MESSAGE) + "…";
    }

    private long restMs(EngineClientSettings settings) {
        if (retryAfter == null) {
            return settings.fullRestMs();
        }
        String asked = retryAfter.strip();
        long restMs;
        try {
            restMs =
                    asked.matches("[0-9]{1,9}")
                            ? Long.parseLong(asked) * 1_000
                            : Duration.between(
                                            Clock.systemUTC().instant(),
                                            ZonedDateTime.parse(
                                                    asked, DateTimeFormatter.RFC_1123_DATE_TIME))
                                    .toMillis();
        } catch (DateTimeParseException e) {
            restMs = settings.fullRestMs();
        }
        return Math.clamp(restMs, 1, settings.maxRestMs());
    }
}
