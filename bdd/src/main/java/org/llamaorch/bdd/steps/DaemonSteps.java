package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;
import org.opentest4j.TestAbortedException;
import tools.jackson.databind.JsonNode;

/** The daemon, its pools and engines: made, configured, killed, started again. */
public final class DaemonSteps {

    private static final Pattern GREETING =
            Pattern.compile("llama-orch serves on .*|  curl .*|NOTE: Picked up .*");

    private final World world;
    private final Setup setup;
    private final ScenarioTasks tasks;
    private JsonNode record = Json.object();

    public DaemonSteps(World world, Setup setup, ScenarioTasks tasks) {
        this.world = world;
        this.setup = setup;
        this.tasks = tasks;
    }

    @Given("an engine {string} with {int} slot(s)")
    public void anEngine(String name, int slots) {
        setup.startEngine(name, slots, "generate");
    }

    @Given("an engine {string} opened for {word}")
    public void anEngineFor(String name, String mode) {
        setup.startEngine(name, 1, mode);
    }

    /** A pool that speaks llama.cpp's protocol to one replica an engine, r0, r1, … */
    @Given("a pool {string} on {string}")
    public void aPool(String id, String engineNames) {
        aPoolOfKind(id, "llamacpp", engineNames);
    }

    @Given("a pool {string} of engine {word} on {string}")
    public void aPoolOfKind(String id, String kind, String engineNames) {
        Map<String, Object> pool = setup.pool(id);
        List<Object> replicas = new ArrayList<>();
        for (String name : names(engineNames)) {
            Map<String, Object> replica = new LinkedHashMap<>();
            replica.put("id", "r" + replicas.size());
            replica.put("url", setup.engine(name).address().toString());
            replicas.add(replica);
        }
        pool.put("engine", kind);
        // An engine of the OpenAI kind does not tell how many it decodes at once.
        pool.put("slots", setup.engine(names(engineNames).getFirst()).slots());
        pool.put("model", "model-of-" + id);
        pool.put("aliases", List.of(id));
        pool.put("replicas", replicas);
    }

    /**
     * Of an address that was given, the first model that it lists; else a pool of a fault engine of
     * one slot, both called by names of their own.
     */
    @Given("a model {string} to ask")
    public void aModel(String name) {
        if (!Setup.hasTarget()) {
            anEngine("of-" + name, 1);
            aPool(name, "of-" + name);
            return;
        }
        JsonNode listed = world.api().get("/v1/models").json().path("data");
        if (listed.isEmpty()) {
            throw new TestAbortedException("the target serves no model");
        }
        tasks.standsFor(name, listed.path(0).path("id").asString(""));
    }

    @Given("pool {string} sets {word} to {word}")
    public void poolSets(String id, String path, String value) {
        DottedPath.set(setup.pool(id), path, Json.value(value));
    }

    @Given("the daemon sets {word} to {word}")
    public void daemonSets(String path, String value) {
        setup.needsOwnDaemon();
        setup.configure(path, Json.value(value));
    }

    /** In its file; it is told to read that again, or started again, to take it. */
    @When("the configuration then sets {word} to {word}")
    public void configurationThenSets(String path, String value) {
        setup.reconfigure(path, Json.value(value));
    }

    @When("the configuration's file vanishes")
    public void fileVanishes() {
        setup.daemon().loseConfiguration();
    }

    @Given("the environment has {word} = {string}")
    public void environmentHas(String name, String value) {
        setup.needsOwnDaemon();
        setup.environment().put(name, value);
    }

    @Given("the daemon is ready")
    public void daemonIsReady() {
        setup.daemon().awaitReady();
    }

    /** Again, after something changed it; at the daemon's start all pools are. */
    @When("the daemon is killed")
    public void daemonIsKilled() {
        setup.daemon().kill();
    }

    @When("the daemon starts again")
    public void daemonStartsAgain() {
        setup.daemon().startAgain();
    }

    @When("the daemon is told to stop")
    public void daemonIsToldToStop() {
        setup.daemon().terminate();
    }

    @Then("the daemon comes to be unready")
    public void comesToBeUnready() {
        Waiting.untilTrue(
                "the daemon to be unready",
                SuiteSettings.SOON,
                () -> world.api().get("/readyz").status() == 503);
    }

    @Then("the daemon ends with exit code {int}")
    public void daemonEnds(int code) {
        assertThat(setup.daemon().awaitExit(Duration.ofSeconds(60))).isEqualTo(code);
    }

    @When("engine {string} dies")
    public void engineDies(String name) {
        setup.engine(name).kill();
    }

    @When("engine {string} comes back with the model {string}")
    public void engineComesBackWith(String name, String model) {
        setup.engine(name).restartWithModel(model);
    }

    @When("engine {string} comes back as version {string}")
    public void engineComesBackAs(String name, String version) {
        setup.engine(name).kill();
        setup.engine(name).restartAs(version);
    }

    @When("engine {string} comes back")
    public void engineComesBack(String name) {
        setup.engine(name).restart();
    }

    @Then("engine {string} is running {int} request(s)")
    public void engineIsRunning(String name, int count) {
        Waiting.untilTrue(
                "engine " + name + " to run " + count + " requests",
                SuiteSettings.SOON,
                () -> setup.engine(name).running() == count);
    }

    @Then("engine {string} sees the request aborted within {int} ms")
    public void engineSeesAbort(String name, int limitMs) {
        Waiting.untilTrue(
                "an abort at engine " + name,
                Duration.ofMillis(limitMs),
                () -> setup.engine(name).stats().path("aborted").asInt() > 0);
    }

    @Then("the log has a record with {word} {string} for task {string}")
    public void logHasRecord(String field, String value, String task) {
        record =
                Waiting.until(
                        "a log record with " + field + " = " + value,
                        SuiteSettings.SOON,
                        () -> find(field, value, task));
    }

    private Optional<JsonNode> find(String field, String value, String task) {
        return setup.daemon().records().stream()
                .filter(log -> log.path("task_id").asString("").equals(tasks.id(task)))
                .filter(log -> log.path(field).asString("").equals(value))
                .findFirst();
    }

    @Then("the record tells people {string}")
    public void recordTells(String sentence) {
        assertThat(record.path("human").asString("")).as(record.toString()).isEqualTo(sentence);
    }

    @Then("the record has the members {string}")
    public void recordHas(String members) {
        assertThat(record.propertyNames()).as(record.toString()).containsAll(names(members));
    }

    /**
     * What the launcher and the JVM say comes before the first; the greeting to whoever started the
     * daemon is no part of the log.
     */
    @Then("every line of the log is a record with {string}")
    public void everyLine(String members) {
        List<String> lines =
                setup.daemon()
                        .log()
                        .lines()
                        .dropWhile(line -> !line.startsWith("{"))
                        .filter(line -> !GREETING.matcher(line).matches())
                        .toList();
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            assertThat(Json.read(line).propertyNames()).as(line).containsAll(names(members));
        }
    }

    @Then("the log never contains {string}")
    public void logNeverContains(String text) {
        assertThat(setup.daemon().log()).doesNotContain(text);
    }

    static List<String> names(String list) {
        return Arrays.stream(list.split(",", -1)).map(String::strip).toList();
    }
}
