package org.llamaorch.contracts;

/** Whether a task decodes alone on its replica (ORCH-3045). */
public enum Determinism implements WireName {
    STRICT("strict"),
    BEST_EFFORT("best_effort");

    private final String wireName;

    Determinism(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
