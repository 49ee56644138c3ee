package org.llamaorch.contracts;

/** Whether the caller would like a warm prompt cache. */
public enum KvHint implements WireName {
    REUSE("reuse"),
    COLD("cold");

    private final String wireName;

    KvHint(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
