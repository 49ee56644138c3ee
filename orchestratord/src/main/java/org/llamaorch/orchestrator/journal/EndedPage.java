package org.llamaorch.orchestrator.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.task.TaskView;

/**
 * A page of ended tasks, newest first.
 *
 * @param next where the next page goes on; null when there is none
 */
public record EndedPage(List<TaskView> tasks, TaskQuery.@Nullable Cursor next) {

    public EndedPage {
        tasks = List.copyOf(tasks);
    }
}
