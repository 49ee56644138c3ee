package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.SmallModel;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;

/** Workers that come by themselves or by a file, and pools that change their model. */
public final class ControlSteps {

    /** The operation that the last answer led to, whichever pool it is of. */
    private static final String LAST = "";

    private static final Duration RELOAD = Duration.ofMinutes(4);

    private final World world;
    private final Setup setup;
    private final ScenarioTasks tasks;
    private final ScenarioFolder folder;
    private final Map<String, String> operations = new HashMap<>();

    public ControlSteps(World world, Setup setup, ScenarioTasks tasks, ScenarioFolder folder) {
        this.world = world;
        this.setup = setup;
        this.tasks = tasks;
        this.folder = folder;
    }

    @When("engine {string} registers itself with")
    public void register(String engine, Map<String, String> members) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("url", setup.engine(engine).address().toString());
        members.forEach((name, value) -> body.put(name, Json.value(value)));
        world.last(world.api().post("/v2/workers/register", Json.write(body)));
    }

    @When("engine {string} registers itself")
    public void register(String engine) {
        register(engine, Map.of());
    }

    @When("a handoff file {string} names engine {string} with")
    public void handoff(String file, String engine, Map<String, String> members) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("url", setup.engine(engine).address().toString());
        members.forEach((name, value) -> content.put(name, Json.value(value)));
        writeHandoff(file, Json.write(content));
    }

    @When("a handoff file {string} holds {string}")
    public void brokenHandoff(String file, String content) {
        writeHandoff(file, content);
    }

    private void writeHandoff(String file, String content) {
        try {
            Path folder = runtime();
            Path young = Files.writeString(folder.resolve(file + ".young"), content);
            Files.move(young, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    @When("the handoff file {string} goes")
    public void handoffGoes(String file) {
        try {
            Files.delete(runtime().resolve(file));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private Path runtime() {
        Path folder = setup.daemon().home().resolve("runtime").resolve("engines");
        Waiting.untilTrue(
                "the handoff folder", SuiteSettings.SOON, () -> Files.isDirectory(folder));
        return folder;
    }

    @Then("pool {string} comes to be unknown")
    public void unknown(String pool) {
        Waiting.untilTrue(
                "pool " + pool + " to go",
                SuiteSettings.SOON,
                () -> world.api().get("/v2/pools/" + pool + "/health").status() == 404);
    }

    @Then("the log has a record with {word} {string} and {word} {string}")
    public void logHas(String field, String value, String other, String otherValue) {
        Waiting.untilTrue(
                "a log record with " + field + " " + value + " and " + other + " " + otherValue,
                SuiteSettings.SOON,
                () ->
                        setup.daemon().records().stream()
                                .anyMatch(log ->
                                        log.path(field).asString("").equals(value)
                                                && log.path(other)
                                                        .asString("")
                                                        .matches(otherValue)));
    }

    @Then("the log says {string} once")
    public void logSaysOnce(String text) {
        Waiting.untilTrue(
                "the log to say " + text,
                SuiteSettings.SOON,
                () -> setup.daemon().log().contains(text));
        assertThat(setup.daemon().log().split(java.util.regex.Pattern.quote(text), -1)).hasSize(2);
    }

    /** A model of 460 KB that llama.cpp loads at once. */
    @Given("a small model file {string}")
    public void smallModel(String name) {
        SmallModel.write(Setup.settings().launcher(), modelFile(name));
    }

    @Given("a model file {string} that is none")
    public void brokenModel(String name) {
        try {
            Files.writeString(modelFile(name), "GGUF, but nothing more");
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private Path modelFile(String name) {
        return folder.path().resolve(name + ".gguf");
    }

    @When("the reload of {string} to the model file {string} begins in mode {word}")
    public void reloadBegins(String pool, String name, String mode) {
        Answer answer =
                world.api()
                        .send(
                                "POST",
                                "/v2/pools/" + pool + "/reload",
                                Json.write(
                                                Map.of(
                                                        "new_model_ref",
                                                        "file:" + modelFile(name),
                                                        "mode",
                                                        mode))
                                        .getBytes(StandardCharsets.UTF_8),
                                Map.of("Prefer", "respond-async"));
        world.last(answer);
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        operations.put(pool, "/v2/operations/" + answer.json().path("operation_id").asString());
    }

    @When("{string} is reloaded with the model file {string}")
    public void reload(String pool, String name) {
        world.last(
                world.api()
                        .post(
                                "/v2/pools/" + pool + "/reload",
                                Json.write(Map.of("new_model_ref", "file:" + modelFile(name)))));
    }

    @When("{string} is reloaded with the model file {string} and the header {string}")
    public void reloadPreferring(String pool, String name, String header) {
        String[] parts = header.split(": ", 2);
        world.last(
                world.api()
                        .send(
                                "POST",
                                "/v2/pools/" + pool + "/reload",
                                Json.write(Map.of("new_model_ref", "file:" + modelFile(name)))
                                        .getBytes(StandardCharsets.UTF_8),
                                Map.of(parts[0], parts[1])));
        world.last().header("Location").ifPresent(path -> operations.put(LAST, path));
    }

    @Then("the operation of its Location comes to be {word}")
    public void operationOfLocationEnds(String state) {
        operationEnds(LAST, state);
    }

    @When("{string} is purged of")
    public void purge(String pool, Map<String, String> members) {
        Map<String, Object> body = new LinkedHashMap<>();
        members.forEach((name, value) -> body.put(name, Json.value(value)));
        Answer answer = world.api().post("/v2/pools/" + pool + "/purge", Json.write(body));
        world.last(answer);
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        operations.put(pool, answer.header("Location").orElseThrow());
    }

    @Then("the operation on {string} comes to be {word}")
    public void operationEnds(String pool, String state) {
        String path = operations.getOrDefault(pool, "/v2/operations/none");
        Waiting.untilTrue(
                "the operation to end",
                RELOAD,
                () ->
                        !world.api()
                                .get(path)
                                .json()
                                .path("state")
                                .asString("running")
                                .equals("running"));
        world.last(world.api().get(path));
        assertThat(world.last().json().path("state").asString(""))
                .as(world.last().text())
                .isEqualTo(state);
    }

    @When("{int} task(s) {string} of {int} tokens come to {string}")
    public void tasksCome(int count, String name, int tokens, String model) {
        for (int i = 1; i <= count; i++) {
            Map<String, Object> body = TaskBody.of(tasks, name + i, model, "Once upon a time");
            body.put("max_tokens", tokens);
            Answer answer = world.api().post("/v2/tasks", Json.write(body));
            assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        }
    }

    @Then("all {int} task(s) {string} are completed")
    public void tasksComplete(int count, String name) {
        for (int i = 1; i <= count; i++) {
            String id = tasks.id(name + i);
            Waiting.untilTrue("task " + id + " to end", RELOAD, () -> state(id).equals("ended"));
            Answer task = world.api().get("/v2/tasks/" + id);
            assertThat(task.json().path("outcome").asString(""))
                    .as(task.text())
                    .isEqualTo("completed");
        }
    }

    @Then("the answer's message contains {string}")
    public void messageContains(String text) {
        assertThat(world.last().json().path("message").asString("")).contains(text);
    }

    private String state(String taskId) {
        return world.api().get("/v2/tasks/" + taskId).json().path("state").asString("");
    }
}
