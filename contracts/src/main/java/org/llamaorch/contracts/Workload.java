package org.llamaorch.contracts;

/** What a task asks the engine for. */
public enum Workload implements WireName {
    COMPLETION("completion"),
    EMBEDDING("embedding"),
    RERANK("rerank");

    private final String wireName;

    Workload(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
