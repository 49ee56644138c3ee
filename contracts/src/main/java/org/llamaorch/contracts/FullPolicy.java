package org.llamaorch.contracts;

/** What a full queue does with a newcomer (contract §4). */
public enum FullPolicy implements WireName {
    REJECT("reject"),
    DROP_LRU("drop-lru"),
    SHED_LOW_PRIORITY("shed-low-priority");

    private final String wireName;

    FullPolicy(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
