package org.llamaorch.orchestrator.registry;

import java.nio.file.Path;

/**
 * Where handoff files are looked for, and how often.
 *
 * @param folder ORCHD_RUNTIME_DIR
 * @param intervalMs ORCHD_HANDOFF_WATCH_INTERVAL_MS
 * @param filesMax most files looked at
 */
public record HandoffSettings(Path folder, long intervalMs, int filesMax) {

    public HandoffSettings {
        if (intervalMs < 1 || filesMax < 1) {
            throw new IllegalArgumentException("the handoff folder is looked at now and then");
        }
    }

    public static HandoffSettings of(Path folder, long intervalMs) {
        return new HandoffSettings(folder, intervalMs, 10_000);
    }
}
