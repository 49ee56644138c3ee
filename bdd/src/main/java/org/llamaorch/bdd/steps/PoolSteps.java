package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;

/** Pools as a whole: filled, drained, asked; and sessions. */
public final class PoolSteps {

    private static final String SLOW = TaskBody.PROMPT + ". fault: tokens=5000 delay=20;";

    private final World world;
    private final Setup setup;
    private final ScenarioTasks tasks;
    private final DaemonSteps daemon;

    public PoolSteps(World world, Setup setup, ScenarioTasks tasks, DaemonSteps daemon) {
        this.world = world;
        this.setup = setup;
        this.tasks = tasks;
        this.daemon = daemon;
    }

    @Given("pool {string} serves also {string}")
    public void servesAlso(String id, String alias) {
        setup.pool(id).put("aliases", List.of(id, alias));
    }

    /** One task runs, the others wait: the queue is really full. */
    @Given("a full pool {string} of {int} place(s) under {word}")
    public void aFullPool(String id, int places, String policy) {
        fill(id, places, places, policy, "interactive");
    }

    @Given("a full pool {string} of {int} batch place(s) under {word}")
    public void aFullPoolOfBatch(String id, int places, String policy) {
        fill(id, places, places, policy, "batch");
    }

    @Given("a pool {string} with {int} of {int} places taken under {word}")
    public void aPoolPartlyFull(String id, int taken, int places, String policy) {
        fill(id, taken, places, policy, "interactive");
    }

    private void fill(String id, int taken, int places, String policy, String priority) {
        daemon.anEngine("of-" + id, 1);
        daemon.aPool(id, "of-" + id);
        DottedPath.set(setup.pool(id), "queue.capacity", places);
        DottedPath.set(setup.pool(id), "queue.full_policy", policy);
        setup.daemon();
        occupy(id, "", taken, priority);
    }

    /** The pool's one slot is taken too. */
    @Given("pool {string} is filled with {int} tasks that wait")
    public void filled(String id, int waiting) {
        occupy(id, id + "-", waiting, "interactive");
    }

    private void occupy(String id, String prefix, int waiting, String priority) {
        String running = prefix + "running";
        submit(running, id, "interactive");
        Waiting.untilTrue(
                "a task to run",
                SuiteSettings.SOON,
                () ->
                        world.api()
                                .get("/v2/tasks/" + tasks.id(running))
                                .json()
                                .path("state")
                                .asString("")
                                .equals("running"));
        for (int i = 1; i <= waiting; i++) {
            submit(prefix + "queued-" + i, id, priority);
        }
    }

    private void submit(String name, String model, String priority) {
        Map<String, Object> body = TaskBody.of(tasks, name, model, SLOW);
        body.put("priority", priority);
        Answer answer = world.api().post("/v2/tasks", Json.write(body));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        world.submitted(name, answer);
    }

    @When("a task {string} of {int} bytes is submitted to {string}")
    public void submitLarge(String name, int bytes, String model) {
        String body = Json.write(TaskBody.of(tasks, name, model, "x".repeat(bytes)));
        world.submitted(name, world.api().post("/v2/tasks", body));
    }

    @When("pool {string} is drained")
    public void drain(String id) {
        world.last(world.api().post("/v2/pools/" + id + "/drain", "{}"));
        assertThat(world.last().status()).as(world.last().text()).isEqualTo(202);
    }

    @When("pool {string} is drained within {int} ms")
    public void drain(String id, int deadlineMs) {
        world.last(
                world.api()
                        .post(
                                "/v2/pools/" + id + "/drain",
                                "{\"deadline_ms\": " + deadlineMs + "}"));
        assertThat(world.last().status()).as(world.last().text()).isEqualTo(202);
    }

    @When("pool {string} is undrained")
    public void undrain(String id) {
        world.last(world.api().post("/v2/pools/" + id + "/undrain", null));
        assertThat(world.last().status()).as(world.last().text()).isEqualTo(202);
    }

    /** Ends drained: each time the file is read, the drain is ended and begun by somebody else. */
    @When(
            "the configuration is read again {int} times while pool {string} is undrained and drained")
    public void readWhileDraining(int times, String id) {
        for (int i = 0; i < times; i++) {
            CompletableFuture<Answer> reading =
                    world.api().sendAsync("POST", "/v2/config/reload", null, Map.of());
            undrain(id);
            drain(id);
            assertThat(reading.join().status()).isEqualTo(200);
        }
    }

    @Then("pool {string} has {word} {string}")
    public void poolHas(String id, String path, String value) {
        Waiting.untilTrue(
                "pool " + id + " to have " + path + " " + value,
                SuiteSettings.SOON,
                () ->
                        world.api()
                                .get("/v2/pools/" + id + "/health")
                                .json()
                                .at("/" + path)
                                .asString("")
                                .equals(value));
    }

    @Then("the session {string} has {word} {string}")
    public void sessionHas(String name, String member, String value) {
        Waiting.untilTrue(
                "session " + name + " to have " + member + " " + value,
                SuiteSettings.SOON,
                () ->
                        world.api()
                                .get("/v2/sessions/" + tasks.id(name))
                                .json()
                                .path(member)
                                .asString("")
                                .equals(value));
    }

    @Then("the session {string} comes to have {word} {string}")
    public void sessionComesToHave(String name, String member, String value) {
        sessionHas(name, member, value);
    }

    @Then("the session {string} says nothing of {string}")
    public void sessionSaysNothing(String name, String text) {
        assertThat(world.api().get("/v2/sessions/" + tasks.id(name)).text())
                .contains("turns")
                .doesNotContain(text);
    }

    @When("the session {string} is deleted")
    public void deleteSession(String name) {
        world.last(world.api().send("DELETE", "/v2/sessions/" + tasks.id(name), null, Map.of()));
    }

    @Then("the models listed include {string}")
    public void modelsInclude(String model) {
        List<String> ids = new ArrayList<>();
        world.last().json().path("data").forEach(entry -> ids.add(entry.path("id").asString("")));
        assertThat(ids).contains(tasks.model(model));
    }
}
