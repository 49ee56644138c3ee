package org.llamaorch.poolmanager.supervise;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a llama.cpp server is doing, as {@code GET /slots} and {@code GET /props} tell it.
 *
 * @param slots requests it decodes at once
 * @param busy how many of them it decodes now
 * @param modelPath the file of its model; empty when it does not say
 */
public record EngineUse(int slots, int busy, String modelPath) {

    /** Nothing listens there: nothing runs there either. */
    public static final EngineUse GONE = new EngineUse(0, 0, "");

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * Looks; blocks up to twice the timeout.
     *
     * @param apiKey the key it asks for; null when it asks for none
     * @return {@link #GONE} when nothing listens; empty when it does not answer as it should
     */
    public static Optional<EngineUse> look(String url, @Nullable String apiKey, Duration timeout)
            throws InterruptedException {
        try {
            PlainHttp.Answer slots =
                    PlainHttp.exchange(URI.create(url + "/slots"), null, apiKey, timeout);
            PlainHttp.Answer props =
                    PlainHttp.exchange(URI.create(url + "/props"), null, apiKey, timeout);
            if (slots.status() != 200 || props.status() != 200) {
                return Optional.empty();
            }
            JsonNode list = JSON.readTree(slots.body());
            int busy = 0;
            for (JsonNode slot : list) {
                busy += slot.path("is_processing").asBoolean(false) ? 1 : 0;
            }
            return Optional.of(
                    new EngineUse(
                            list.size(),
                            busy,
                            JSON.readTree(props.body()).path("model_path").asString("")));
        } catch (ConnectException _) {
            return Optional.of(GONE);
        } catch (IOException problem) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }
}
