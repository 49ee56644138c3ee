package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** What to do about clients that do not go on sending. */
final class SlowClients {
    private SlowClients() {}

    /** Ends the request: its stream on HTTP/2, where others share the connection, else that. */
    static void giveUp(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset();
        } else {
            request.connection().close();
        }
    }
}
