package org.llamaorch.orchestrator.http.openai;

/** The operations of the door that become tasks. */
public enum DoorEndpoint {
    CHAT("chat"),
    COMPLETION("completion");

    private final String taskEndpoint;

    DoorEndpoint(String taskEndpoint) {
        this.taskEndpoint = taskEndpoint;
    }

    /** How a task's specification names it. */
    public String taskEndpoint() {
        return taskEndpoint;
    }
}
