package org.llamaorch.bdd.steps;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.EventStream;

/**
 * The tasks of one scenario, by the names that it gives them: their ids, the answers to their
 * submission, their streams. Confined to the scenario's thread.
 */
public final class ScenarioTasks {

    private final String suffix = "-" + UUID.randomUUID().toString().substring(0, 8);
    private final Map<String, String> models = new HashMap<>();
    private final Map<String, Answer> admissions = new HashMap<>();
    private final Map<String, EventStream> streams = new LinkedHashMap<>();

    /** The id on the wire of the task, or session, that the scenario calls {@code name}. */
    String id(String name) {
        return name + suffix;
    }

    /** What the scenario calls the task with this id. */
    String nameOf(String id) {
        return id.endsWith(suffix) ? id.substring(0, id.length() - suffix.length()) : id;
    }

    /** A name that stands for a model of the target's; of our own daemon it is the name itself. */
    void standsFor(String name, String model) {
        models.put(name, model);
    }

    /** What requests say for the model that the scenario calls {@code name}. */
    String model(String name) {
        return models.getOrDefault(name, name);
    }

    void submitted(String name, Answer answer) {
        admissions.put(name, answer);
    }

    /** The answer to the submission of a task: an admission or a refusal. */
    Answer admission(String name) {
        Answer answer = admissions.get(name);
        if (answer == null) {
            throw new AssertionError("the scenario submitted no task " + name);
        }
        return answer;
    }

    Collection<Answer> admissions() {
        return Collections.unmodifiableCollection(admissions.values());
    }

    void stream(String name, EventStream stream) {
        streams.put(name, stream);
    }

    boolean hasStream(String name) {
        return streams.containsKey(name);
    }

    EventStream stream(String name) {
        EventStream stream = streams.get(name);
        if (stream == null) {
            throw new AssertionError("the scenario has no stream " + name);
        }
        return stream;
    }

    /** In the order of their opening. */
    Map<String, EventStream> streams() {
        return Collections.unmodifiableMap(streams);
    }
}
