package org.llamaorch.engines;

import java.util.HashMap;
import java.util.Map;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.core.scheduler.Effect;

/** An adapter for an engine that asks for a key, which is ours and never a caller's. Immutable. */
public final class KeyedAdapter implements EngineAdapter {

    private final EngineAdapter adapter;
    private final String key;

    public KeyedAdapter(EngineAdapter adapter, String key) {
        this.adapter = adapter;
        this.key = key;
    }

    @Override
    public EngineKind kind() {
        return adapter.kind();
    }

    @Override
    public Preparation prepare(Effect.StartAttempt start) {
        return switch (adapter.prepare(start)) {
            case Preparation.Ready(EngineRequest request, StreamOpening stream) ->
                    new Preparation.Ready(withKey(request), stream);
            case Preparation.Whole(EngineRequest request, ResultReading reading) ->
                    new Preparation.Whole(withKey(request), reading);
            case Preparation.Impossible impossible -> impossible;
        };
    }

    private EngineRequest withKey(EngineRequest request) {
        Map<String, String> headers = new HashMap<>(request.headers());
        headers.put("Authorization", "Bearer " + key);
        return new EngineRequest(
                request.method(), request.path(), headers, request.body(), request.ownConnection());
    }
}
