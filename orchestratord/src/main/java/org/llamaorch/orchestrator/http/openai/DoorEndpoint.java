package org.llamaorch.orchestrator.http.openai;

import org.llamaorch.contracts.Workload;

/** The operations of the door that become tasks. */
public enum DoorEndpoint {
    CHAT("chat", Workload.COMPLETION),
    COMPLETION("completion", Workload.COMPLETION),
    EMBEDDING("embedding", Workload.EMBEDDING),
    RERANK("rerank", Workload.RERANK);

    private final String taskEndpoint;
    private final Workload workload;

    DoorEndpoint(String taskEndpoint, Workload workload) {
        this.taskEndpoint = taskEndpoint;
        this.workload = workload;
    }

    /** How a task's specification names it. */
    public String taskEndpoint() {
        return taskEndpoint;
    }

    Workload workload() {
        return workload;
    }
}
