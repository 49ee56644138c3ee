package org.llamaorch.engines;

import java.util.HashMap;
import java.util.Map;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.core.scheduler.Effect;

/**
 * An adapter whose requests carry more headers than its protocol has: the engine's key, which is
 * ours and never a caller's, or the place of the request in a trace. Immutable.
 */
public final class HeaderedAdapter implements EngineAdapter {

    private final EngineAdapter adapter;
    private final Map<String, String> headers;

    public HeaderedAdapter(EngineAdapter adapter, Map<String, String> headers) {
        this.adapter = adapter;
        this.headers = Map.copyOf(headers);
    }

    @Override
    public EngineKind kind() {
        return adapter.kind();
    }

    @Override
    public Preparation prepare(Effect.StartAttempt start) {
        return switch (adapter.prepare(start)) {
            case Preparation.Ready(EngineRequest request, StreamOpening stream) ->
                    new Preparation.Ready(withHeaders(request), stream);
            case Preparation.Whole(EngineRequest request, ResultReading reading) ->
                    new Preparation.Whole(withHeaders(request), reading);
            case Preparation.Impossible impossible -> impossible;
        };
    }

    private EngineRequest withHeaders(EngineRequest request) {
        Map<String, String> all = new HashMap<>(request.headers());
        all.putAll(headers);
        return new EngineRequest(
                request.method(), request.path(), all, request.body(), request.ownConnection());
    }
}
