package org.llamaorch.contracts;

/** Who or what cancelled a task; the label of tasks_canceled_total. */
public enum CancelReason implements WireName {
    CLIENT("client"),
    DISCONNECT("disconnect"),
    DEADLINE("deadline"),
    DRAIN("drain"),
    SHUTDOWN("shutdown");

    private final String wireName;

    CancelReason(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
