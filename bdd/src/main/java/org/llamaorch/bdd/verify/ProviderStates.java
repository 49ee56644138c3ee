package org.llamaorch.bdd.verify;

import java.util.List;
import java.util.Map;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.Api;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Brings a daemon into the states that contracts begin with, by its own interface. */
final class ProviderStates {

    private static final JsonMapper JSON = new JsonMapper();

    private final Api api;

    ProviderStates(Api api) {
        this.api = api;
    }

    /**
     * Makes a state; blocks until it is there.
     *
     * @throws AssertionError when the daemon cannot be brought into it
     */
    void establish(String state, Map<String, Object> values) {
        switch (state) {
            case "a pool serves the model" -> serves(String.valueOf(values.get("model")));
            case "a task has ended" ->
                    ended(
                            String.valueOf(values.get("task_id")),
                            String.valueOf(values.get("model")));
            default -> throw new AssertionError("nobody knows how to make: " + state);
        }
    }

    private void serves(String model) {
        List<String> served =
                api.get("/v1/models")
                        .json()
                        .path("data")
                        .valueStream()
                        .map(one -> one.path("id").asString(""))
                        .toList();
        if (!served.contains(model)) {
            throw new AssertionError("no pool serves " + model + "; there are " + served);
        }
    }

    /** Safe to say again: the same task is the same answer. */
    void ended(String taskId, String model) {
        String body =
                JSON.createObjectNode()
                        .put("task_id", taskId)
                        .put("model_ref", model)
                        .put("prompt", "Hello")
                        .put("max_tokens", 4)
                        .toString();
        Answer answer = api.post("/v2/tasks", body);
        if (answer.status() != 202) {
            throw new AssertionError("the task was not admitted: " + answer.text());
        }
        Waiting.untilTrue(
                "task " + taskId + " to end",
                SuiteSettings.START,
                () -> {
                    JsonNode task = api.get("/v2/tasks/" + taskId).json();
                    return task.path("state").asString("").equals("ended");
                });
    }
}
