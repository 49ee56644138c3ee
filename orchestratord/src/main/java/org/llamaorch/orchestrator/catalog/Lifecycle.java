package org.llamaorch.orchestrator.catalog;

import org.llamaorch.contracts.WireName;

/** Whether a model takes tasks (B-CAT-030 to 035). */
public enum Lifecycle implements WireName {
    ACTIVE("Active"),
    RETIRED("Retired");

    private final String wireName;

    Lifecycle(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
