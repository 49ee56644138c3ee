package org.llamaorch.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Builds the TaskRequest of a prompt. */
final class Submission {

    /** The demo pool's id, which is an alias of its model too. */
    static final String DEFAULT_MODEL = "default";

    private Submission() {}

    static ObjectNode request(
            String prompt, String model, @Nullable String taskId, GenerationOptions generation) {
        ObjectNode request = Json.MAPPER.createObjectNode();
        request.put("model_ref", model).put("prompt", prompt);
        if (taskId != null) {
            request.put("task_id", taskId);
        }
        generation.into(request);
        return request;
    }
}
