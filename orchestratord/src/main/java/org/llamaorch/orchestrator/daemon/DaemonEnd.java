package org.llamaorch.orchestrator.daemon;

/**
 * How a daemon ended.
 *
 * @param exitCode 0 when it was told to stop
 * @param sentence why, for the operator
 */
public record DaemonEnd(int exitCode, String sentence) {}
