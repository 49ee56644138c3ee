package org.llamaorch.orchestrator.daemon;

import org.llamaorch.orchestrator.config.Config;

/**
 * The configuration as it was last read; what of it only a restart changes is not in force until
 * then. Safe from any thread.
 */
final class ConfigInForce {

    private volatile Config config;

    ConfigInForce(Config started) {
        this.config = started;
    }

    Config now() {
        return config;
    }

    /** From now on it is this one. */
    void take(Config next) {
        config = next;
    }
}
