package org.llamaorch.contracts;

/** The class a task queues in; interactive starts before batch (ORCH-3004). */
public enum Priority implements WireName {
    INTERACTIVE("interactive"),
    BATCH("batch");

    private final String wireName;

    Priority(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
