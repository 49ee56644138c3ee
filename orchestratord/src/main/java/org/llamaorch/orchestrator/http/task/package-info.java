/** Turns the body of {@code POST /v2/tasks} into a task's specification. */
@NullMarked
package org.llamaorch.orchestrator.http.task;

import org.jspecify.annotations.NullMarked;
