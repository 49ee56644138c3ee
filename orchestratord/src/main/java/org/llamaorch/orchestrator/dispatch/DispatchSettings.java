package org.llamaorch.orchestrator.dispatch;

import org.llamaorch.engines.client.EngineClientSettings;

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

    /** One lane for each two processors: the rest is for listeners and the core. */
    public static DispatchSettings defaults() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new DispatchSettings(
                Math.max(1, processors / 2), 10_000, EngineClientSettings.defaults());
    }
}
