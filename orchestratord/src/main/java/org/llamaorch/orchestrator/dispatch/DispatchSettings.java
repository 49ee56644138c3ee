package org.llamaorch.orchestrator.dispatch;

import org.llamaorch.engines.client.EngineClientSettings;
import org.llamaorch.orchestrator.http.HttpSettings;

/**
 * The bounds of dispatch.
 *
 * @param lanes event loops that talk to engines
 * @param startMs longest the lanes may take to come up or to close
 * @param engines the bounds of each lane's engine client
 */
public record DispatchSettings(int lanes, long startMs, EngineClientSettings engines) {

    public DispatchSettings {
        if (lanes < 1 || startMs < 1) {
            throw new IllegalArgumentException("dispatch needs a lane and time to start it");
        }
    }

    /** One lane for each event loop of the HTTP interface. */
    public static DispatchSettings defaults() {
        return new DispatchSettings(
                HttpSettings.usualEventLoops(), 10_000, EngineClientSettings.defaults());
    }
}
