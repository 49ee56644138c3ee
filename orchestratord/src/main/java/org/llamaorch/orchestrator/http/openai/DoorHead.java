package org.llamaorch.orchestrator.http.openai;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Priority;
import org.llamaorch.orchestrator.http.task.TaskOrigin;

/**
 * What the head of a request says about the task in its body (B-OAI-007), checked.
 *
 * @param priority as asked, before the key's ceiling
 * @param sessionId null for a new one
 * @param deadlineMs milliseconds from admission; null for none
 * @param disconnectGraceMs how long the last listener may be gone
 */
public record DoorHead(
        TaskOrigin origin,
        Priority priority,
        @Nullable String sessionId,
        @Nullable Long deadlineMs,
        long disconnectGraceMs) {}
