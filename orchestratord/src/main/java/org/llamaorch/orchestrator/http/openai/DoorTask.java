package org.llamaorch.orchestrator.http.openai;

import org.llamaorch.core.task.TaskSpec;

/**
 * A request of the door as a task.
 *
 * @param streaming whether the caller wants chunks as they come
 */
public record DoorTask(TaskSpec spec, boolean streaming) {}
