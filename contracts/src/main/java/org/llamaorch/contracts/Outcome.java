package org.llamaorch.contracts;

/** How an ended task ended. */
public enum Outcome implements WireName {
    COMPLETED("completed"),
    CANCELED("canceled"),
    FAILED("failed"),
    DROPPED("dropped"),
    EXPIRED("expired");

    private final String wireName;

    Outcome(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
