package org.llamaorch.contracts;

/** What a key may do (contract §1). */
public enum Scope implements WireName {
    DATA("data"),
    CONTROL("control"),
    NODE("node");

    private final String wireName;

    Scope(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
