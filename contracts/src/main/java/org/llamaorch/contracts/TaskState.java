package org.llamaorch.contracts;

/** Where a task is on its way. */
public enum TaskState implements WireName {
    QUEUED("queued"),
    STARTING("starting"),
    RUNNING("running"),
    ENDED("ended");

    private final String wireName;

    TaskState(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
