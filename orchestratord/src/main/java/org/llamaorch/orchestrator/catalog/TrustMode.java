package org.llamaorch.orchestrator.catalog;

import org.llamaorch.contracts.WireName;

/** What happens to a model that lacks what its trust policy asks for: strict refuses its tasks. */
public enum TrustMode implements WireName {
    PERMISSIVE("permissive"),
    STRICT("strict");

    private final String wireName;

    TrustMode(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
