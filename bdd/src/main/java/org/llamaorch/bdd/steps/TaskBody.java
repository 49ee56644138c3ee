package org.llamaorch.bdd.steps;

import java.util.LinkedHashMap;
import java.util.Map;

/** The body of {@code POST /v2/tasks}. */
final class TaskBody {

    private TaskBody() {}

    /** What every task has; members may be added. */
    static Map<String, Object> of(World world, String name, String model, String prompt) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("task_id", world.taskId(name));
        body.put("model_ref", world.model(model));
        body.put("prompt", prompt);
        return body;
    }
}
