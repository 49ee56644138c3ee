package org.llamaorch.orchestrator.journal;

import org.llamaorch.contracts.Terminal;

/**
 * An ended task's terminal with what its stream and transcript need: recovery appends the terminal
 * to a history that was cut off before it (B-RES-012).
 *
 * @param endedAtMs epoch milliseconds
 */
public record EndedTask(
        String taskId,
        String caller,
        String sessionId,
        String correlationId,
        Terminal terminal,
        long endedAtMs) {}
