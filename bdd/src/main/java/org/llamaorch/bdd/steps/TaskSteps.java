package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.datatable.DataTable;
import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;
import tools.jackson.databind.JsonNode;

/** Tasks: submitted, refused, watched by their state, cancelled. */
public final class TaskSteps {

    private static final String LONG = "long".repeat(750);

    private final World world;
    private final Setup setup;
    private final ScenarioTasks tasks;

    public TaskSteps(World world, Setup setup, ScenarioTasks tasks) {
        this.world = world;
        this.setup = setup;
        this.tasks = tasks;
    }

    @When("task {string} is submitted to {string}")
    public void submit(String name, String model) {
        submit(name, model, Map.of());
    }

    /**
     * Members by dotted path. {@code fault} is what the fault engine is told in the prompt, where
     * LONG stands for a word of 3,000 letters, and is left out for an engine that we do not own;
     * {@code header:NAME} is a header; {@code absent} leaves a member out.
     */
    @When("task {string} is submitted to {string} with")
    public void submit(String name, String model, DataTable members) {
        submit(name, model, members.asMap());
    }

    /** Several tasks alike, one after the other. */
    @Given("tasks {string} are submitted to {string} with")
    public void submitAll(String names, String model, DataTable members) {
        for (String name : DaemonSteps.names(names)) {
            submit(name, model, members.asMap());
            assertThat(tasks.admission(name).status())
                    .as(tasks.admission(name).text())
                    .isEqualTo(202);
        }
    }

    private void submit(String name, String model, Map<String, String> members) {
        Map<String, String> headers = new HashMap<>();
        String body = Json.write(body(name, model, members, headers));
        world.submitted(
                name,
                world.api()
                        .send("POST", "/v2/tasks", body.getBytes(StandardCharsets.UTF_8), headers));
    }

    private Map<String, Object> body(
            String name, String model, Map<String, String> members, Map<String, String> headers) {
        // A task whose id is left out may be another's repeat: its body must not tell its name.
        String prompt =
                members.getOrDefault("task_id", "").equals("absent")
                        ? TaskBody.PROMPT + "."
                        : TaskBody.promptMark(name);
        Map<String, Object> body = TaskBody.of(tasks, name, model, prompt);
        members.forEach((path, value) -> {
            if (path.startsWith("header:")) {
                headers.put(path.substring("header:".length()), value);
            } else if (path.equals("key")) {
                headers.put("Authorization", "Bearer " + world.key(value));
            } else if (path.equals("fault") && Setup.hasTarget()) {
                // A model reads it as text; what it is told besides bounds its answer.
                body.putIfAbsent("max_tokens", 8);
            } else if (path.equals("fault")) {
                body.put("prompt", prompt + " fault: " + value.replace("LONG", LONG) + ";");
            } else if (value.equals("absent")) {
                body.remove(path);
            } else {
                DottedPath.set(
                        body,
                        path,
                        path.equals("session_id") ? tasks.id(value) : Json.value(value));
            }
        });
        return body;
    }

    /** All are on their way before the first is answered, as far as the machine allows. */
    @When("task {string} is submitted {int} times at once to {string} with")
    public void submitAtOnce(String name, int times, String model, DataTable members) {
        Map<String, String> headers = new HashMap<>();
        byte[] body =
                Json.write(body(name, model, members.asMap(), headers))
                        .getBytes(StandardCharsets.UTF_8);
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            answers.add(world.api().sendAsync("POST", "/v2/tasks", body, headers));
        }
        Answer first = answers.getFirst().join();
        assertThat(first.status()).as(first.text()).isEqualTo(202);
        for (CompletableFuture<Answer> answer : answers) {
            assertThat(answer.join().status()).as(answer.join().text()).isEqualTo(202);
            assertThat(answer.join().json()).isEqualTo(first.json());
        }
        world.submitted(name, first);
    }

    /** Long to read for an engine: its first token takes a while. */
    @When("a task {string} with a prompt of {int} words is submitted to {string}")
    public void submitLong(String name, int words, String model) {
        submit(name, model, Map.of("prompt", "sea ".repeat(words) + "is", "max_tokens", "4"));
        isAdmitted(name);
    }

    @Then("each of these tasks is refused with its field")
    public void eachIsRefused(DataTable bodiesAndFields) {
        bodiesAndFields
                .asLists()
                .forEach(row -> {
                    Answer answer = world.api().post("/v2/tasks", row.get(0));
                    assertThat(answer.status())
                            .as(row.get(0) + " → " + answer.text())
                            .isEqualTo(400);
                    assertThat(answer.json().path("code").asString("")).isEqualTo("INVALID_PARAMS");
                    assertThat(answer.json().path("field").asString(""))
                            .as(row.get(0) + " → " + answer.text())
                            .isEqualTo(row.get(1));
                });
    }

    @Then("task {string} is admitted")
    public void isAdmitted(String name) {
        assertThat(tasks.admission(name).status()).as(tasks.admission(name).text()).isEqualTo(202);
        assertThat(tasks.admission(name).json().path("backoff_ms").asInt(-1)).isZero();
    }

    @Then("task {string} is admitted at position {int}")
    public void isAdmittedAt(String name, int position) {
        isAdmitted(name);
        assertThat(tasks.admission(name).json().path("queue_position").asInt(-1))
                .isEqualTo(position);
    }

    @Then("task {string} is refused with {int} {word}")
    public void isRefused(String name, int status, String code) {
        RequestSteps.assertRefused(tasks.admission(name), status, code);
    }

    @Then("the wait told to {string} is at least {double} times that told to {string}")
    public void longerWait(String slower, double times, String faster) {
        double quick = tasks.admission(faster).json().path("retry_after_ms").asDouble();
        assertThat(quick).isPositive();
        assertThat(tasks.admission(slower).json().path("retry_after_ms").asDouble())
                .as(tasks.admission(slower).text() + " beside " + tasks.admission(faster).text())
                .isGreaterThanOrEqualTo(times * quick);
    }

    @Then("the predicted start of {string} is {int} to {int} ms after that of {string}")
    public void predictedAfter(String later, int leastMs, int mostMs, String earlier) {
        long first = tasks.admission(earlier).json().path("predicted_start_ms").asLong(-1);
        long second = tasks.admission(later).json().path("predicted_start_ms").asLong(-1);
        assertThat(first).isNotNegative();
        assertThat(second - first).isBetween((long) leastMs, (long) mostMs);
    }

    @When("task {string} is cancelled")
    public void cancel(String name) {
        world.last(world.api().post("/v2/tasks/" + tasks.id(name) + "/cancel", null));
        assertThat(world.last().status()).as(world.last().text()).isEqualTo(204);
    }

    @Then("task {string} comes to be {word}")
    public void comesToBe(String name, String state) {
        Waiting.untilTrue(
                "task " + name + " to be " + state,
                SuiteSettings.SOON,
                () -> task(name).path("state").asString("").equals(state));
    }

    @Then("task {string} ends as {word}")
    public void endsAs(String name, String outcome) {
        comesToBe(name, "ended");
        assertThat(task(name).path("outcome").asString(""))
                .as(task(name).toString())
                .isEqualTo(outcome);
    }

    /** For what a real engine must start for first. */
    @Then("task {string} is completed within {int} s")
    public void completedWithin(String name, int limitSeconds) {
        Waiting.untilTrue(
                "task " + name + " to end",
                Duration.ofSeconds(limitSeconds),
                () -> task(name).path("state").asString("").equals("ended"));
        endsAs(name, "completed");
    }

    @Then("task {string} is still {word}")
    public void isStill(String name, String state) {
        assertThat(task(name).path("state").asString("")).isEqualTo(state);
    }

    @Then("task {string} ran on pool {string}")
    public void ranOn(String name, String pool) {
        assertThat(task(name).path("pool_id").asString("")).isEqualTo(pool);
    }

    @Then("task {string} has {word} {string}")
    public void has(String name, String member, String value) {
        assertThat(task(name).at("/" + member).asString(""))
                .as(task(name).toString())
                .isEqualTo(value);
    }

    /** By the times at which their attempts began. */
    @Then("the tasks started in the order {string}")
    public void startedInOrder(String names) {
        var order = DaemonSteps.names(names);
        for (String name : order) {
            comesToBe(name, "ended");
        }
        var byStart =
                order.stream()
                        .sorted(
                                java.util.Comparator.comparingLong(
                                        name -> task(name).path("started_at_ms").asLong()))
                        .toList();
        assertThat(byStart).isEqualTo(order);
    }

    @Then("task {string} started before task {string}")
    public void startedBefore(String first, String second) {
        comesToBe(first, "ended");
        comesToBe(second, "ended");
        assertThat(task(first).path("started_at_ms").asLong())
                .isLessThan(task(second).path("started_at_ms").asLong());
    }

    @Then("tasks {string} and {string} have the same id")
    public void sameId(String first, String second) {
        assertThat(tasks.admission(second).json().path("task_id").asString("a"))
                .isEqualTo(tasks.admission(first).json().path("task_id").asString("b"));
    }

    @Then("tasks {string} and {string} ran on the same replica")
    public void sameReplica(String first, String second) {
        assertThat(task(first).path("replica_id").asString("a"))
                .isEqualTo(task(second).path("replica_id").asString("b"));
    }

    @Then("tasks {string} and {string} ran on different replicas")
    public void differentReplicas(String first, String second) {
        assertThat(task(first).path("replica_id").asString(""))
                .isNotBlank()
                .isNotEqualTo(task(second).path("replica_id").asString(""));
    }

    @When("task {string} is looked up")
    public void lookUp(String name) {
        world.last(world.api().get("/v2/tasks/" + tasks.id(name)));
    }

    @Then("the engine {string} was asked once by task {string}")
    public void askedOnce(String engine, String name) {
        assertThat(task(name).path("attempts").asInt()).isEqualTo(1);
        assertThat(setup.engine(engine).requestsWith(TaskBody.promptMark(name))).hasSize(1);
    }

    /** Counted from its admission to its first token. */
    @Then("task {string} waited at least {int} ms for its first token")
    public void waited(String name, int leastMs) {
        JsonNode task = task(name);
        assertThat(task.path("first_token_at_ms").asLong(0) - task.path("admitted_at_ms").asLong(0))
                .as(task.toString())
                .isGreaterThanOrEqualTo(leastMs);
    }

    private JsonNode task(String name) {
        Answer answer = world.api().get("/v2/tasks/" + tasks.id(name));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }
}
