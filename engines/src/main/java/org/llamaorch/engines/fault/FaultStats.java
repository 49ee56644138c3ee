package org.llamaorch.engines.fault;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Set;
import java.util.WeakHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the engine was asked and what became of it. Confined to the engine's event loop. */
final class FaultStats {

    private static final int LAST_REQUESTS = 32;

    private final Deque<ObjectNode> last = new ArrayDeque<>();
    private final Set<HttpConnection> seen = Collections.newSetFromMap(new WeakHashMap<>());
    private long requests;
    private long connections;
    private long refused;
    private long completed;
    private long aborted;
    private long lastAbortAtMs;

    /**
     * A request came in: its path, its body, whether it brought somebody's Authorization, where it
     * belongs in a trace. Returns its record, which its run goes on to fill.
     */
    ObjectNode request(HttpServerRequest asked, JsonNode body) {
        requests++;
        if (seen.add(asked.connection())) {
            connections++;
        }
        ObjectNode request = JsonMapper.shared().createObjectNode();
        request.put("path", asked.path())
                .put("authorization", asked.headers().contains("Authorization"))
                .put("traceparent", asked.getHeader("traceparent"))
                .put("tracestate", asked.getHeader("tracestate"))
                .set("body", body);
        last.add(request);
        if (last.size() > LAST_REQUESTS) {
            last.removeFirst();
        }
        return request;
    }

    void refused() {
        refused++;
    }

    void over(boolean left) {
        if (left) {
            aborted++;
            lastAbortAtMs = System.currentTimeMillis();
        } else {
            completed++;
        }
    }

    /** The answer of {@code GET /fault/stats}; the newest request comes last. */
    ObjectNode json(int running, int waiting) {
        ObjectNode stats = JsonMapper.shared().createObjectNode();
        stats.put("requests", requests)
                .put("connections", connections)
                .put("running", running)
                .put("waiting", waiting)
                .put("completed", completed)
                .put("refused", refused)
                .put("aborted", aborted)
                .put("last_abort_at_ms", lastAbortAtMs);
        ArrayNode requestsSeen = stats.putArray("last_requests");
        last.forEach(requestsSeen::add);
        return stats;
    }
}
