package org.llamaorch.poolmanager;

import org.llamaorch.contracts.WireName;

/** How another model takes the place of the one that is served. */
public enum ReloadMode implements WireName {
    /** Overlap when both fit, else swap. */
    AUTO("auto"),
    /** The old one serves until the new one has decoded a token. */
    OVERLAP("overlap"),
    /** The old one is unloaded before the new one is loaded; the queue waits. */
    SWAP("swap");

    private final String wireName;

    ReloadMode(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
