package org.llamaorch.orchestrator.journal;

import org.jspecify.annotations.Nullable;

/** The names by which a task is found; columns of their own in the journal. */
record TaskNames(String taskId, @Nullable String idempotencyKey, String caller, String sessionId) {}
