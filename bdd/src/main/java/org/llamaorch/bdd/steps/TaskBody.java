package org.llamaorch.bdd.steps;

import java.util.LinkedHashMap;
import java.util.Map;

/** The body of {@code POST /v2/tasks}, and what its prompts say. */
final class TaskBody {

    /** How every prompt of the suite begins, so that an engine's probes are told from it. */
    static final String PROMPT = "Tell me about the sea";

    private TaskBody() {}

    /** What every task has, under the id of the scenario's task; members may be added. */
    static Map<String, Object> of(ScenarioTasks tasks, String name, String model, String prompt) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("task_id", tasks.id(name));
        body.putAll(withoutId(tasks.model(model), prompt));
        return body;
    }

    /**
     * A task that the daemon gives its id; members may be added.
     *
     * @param modelRef as it goes on the wire
     */
    static Map<String, Object> withoutId(String modelRef, String prompt) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model_ref", modelRef);
        body.put("prompt", prompt);
        return body;
    }

    /** What stands in the prompt of the task that the scenario calls {@code name}. */
    static String promptMark(String name) {
        return PROMPT + ", " + name + ".";
    }
}
