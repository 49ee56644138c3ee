package org.llamaorch.engines;

import java.util.Map;
import org.llamaorch.core.task.JsonBody;

/**
 * What is asked of an engine.
 *
 * @param path path and query, from the replica's base url
 * @param headers in addition to those of every request; never a caller's
 * @param body what is sent
 * @param ownConnection whether the engine closes its connection behind the answer without saying
 *     so, so that it must not be used again
 */
public record EngineRequest(
        String method,
        String path,
        Map<String, String> headers,
        JsonBody body,
        boolean ownConnection) {

    public EngineRequest {
        headers = Map.copyOf(headers);
    }

    /** A POST of JSON. */
    public static EngineRequest post(String path, byte[] json) {
        return new EngineRequest(
                "POST", path, Map.of("Content-Type", "application/json"), JsonBody.of(json), false);
    }

    /** The same on a connection of its own. */
    public EngineRequest onOwnConnection() {
        return new EngineRequest(method, path, headers, body, true);
    }
}
