package org.llamaorch.orchestrator.http;

/** Whether the daemon takes tasks. */
public enum Readiness {
    /** Recovery is still running. */
    RECOVERING,
    /** Admission is open, whatever the pools do. */
    READY,
    /** The daemon was told to stop. */
    STOPPING
}
