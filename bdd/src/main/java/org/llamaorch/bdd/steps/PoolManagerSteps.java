package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.target.ChildProcess;
import org.llamaorch.bdd.target.Daemon;
import org.llamaorch.bdd.target.PoolManager;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;
import org.opentest4j.TestAbortedException;
import tools.jackson.databind.JsonNode;

/** A pool-managerd of its own, and an orchestratord that runs beside it on the same state. */
public final class PoolManagerSteps {

    private static final Duration PROVISION = Duration.ofMinutes(10);

    private final World world;
    private final Setup setup;
    private final ScenarioFolder folder;
    private final Map<String, Map<String, Object>> pools = new LinkedHashMap<>();
    private final Map<String, Object> configuration = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> replicas = new HashMap<>();
    private final Map<String, ProcessHandle> known = new HashMap<>();
    private @Nullable PoolManager manager;
    private @Nullable ChildProcess refused;

    public PoolManagerSteps(World world, Setup setup, ScenarioFolder folder) {
        this.world = world;
        this.setup = setup;
        this.folder = folder;
        // Short, so that no scenario waits for what orchestrators of other machines need.
        DottedPath.set(configuration, "pool_managerd.embedded", false);
        DottedPath.set(configuration, "pool_managerd.settle_ms", 500);
        DottedPath.set(configuration, "pool_managerd.gpu_look_ms", 200);
        DottedPath.set(configuration, "workers.watch_interval_ms", 50);
        DottedPath.set(configuration, "shutdown_grace_ms", 5_000);
    }

    /** On the processor, unless it is said otherwise. */
    @Given("a pool {string} of the model file {string} for a pool-managerd")
    public void aPool(String id, String model) {
        makePool(id, "file:" + folder.path().resolve(model + ".gguf"), 256);
    }

    /** A model that decodes slowly enough for something to happen meanwhile. */
    @Given("a pool {string} of Gemma for a pool-managerd")
    public void aPoolOfGemma(String id) {
        makePool(id, "demo:gemma3-270m", 2048);
    }

    private void makePool(String id, String model, int ctx) {
        setup.needsOwnDaemon();
        Map<String, Object> pool = new LinkedHashMap<>();
        pool.put("id", id);
        pool.put("model", model);
        pool.put("aliases", List.of(id));
        pool.put("ctx", ctx);
        pool.put("slots", 2);
        pool.put("replicas", List.of(Map.of("id", "r0", "devices", List.of("cpu"))));
        DottedPath.set(pool, "provisioning.mode", "package");
        DottedPath.set(pool, "provisioning.allow_package_installs", true);
        pools.put(id, pool);
    }

    private Map<String, Object> pool(String id) {
        Map<String, Object> pool = pools.get(id);
        if (pool == null) {
            throw new AssertionError("the scenario has no pool " + id + " for a pool-managerd");
        }
        return pool;
    }

    @Given("its pool {string} sets {word} to {word}")
    public void poolSets(String id, String path, String value) {
        DottedPath.set(pool(id), path, Json.value(value));
    }

    /** The members of its first replica. */
    @Given("the replica of its pool {string} sets {word} to {string}")
    public void replicaSets(String id, String member, String json) {
        Map<String, Object> replica = new LinkedHashMap<>(Map.of("id", "r0"));
        replica.put("devices", List.of("cpu"));
        replica.putAll(replicas.getOrDefault(id, Map.of()));
        replica.put(member, Json.value(json));
        replicas.put(id, replica);
        pool(id).put("replicas", List.of(replica));
    }

    private PoolManager manager() {
        if (manager == null) {
            setup.needsOwnDaemon();
            PoolManager made =
                    new PoolManager(
                            Setup.settings(),
                            folder.path(),
                            folder.home(),
                            Map.copyOf(setup.environment()));
            world.closeWithScenario(made);
            made.write(whole());
            manager = made;
        }
        return manager;
    }

    private Map<String, Object> whole() {
        Map<String, Object> all = new LinkedHashMap<>(configuration);
        all.put("pools", List.copyOf(pools.values()));
        return all;
    }

    @Given("the pool-managerd runs")
    public void runs() {
        manager().start(whole());
    }

    @When("the pool-managerd starts again")
    public void startsAgain() {
        manager().startAgain();
    }

    @When("the pool-managerd is killed")
    public void isKilled() {
        manager().kill();
    }

    @When("the pool-managerd is told to stop")
    public void isToldToStop() {
        assertThat(manager().stop()).isZero();
    }

    /** Skips the scenario where the engine's package is missing and nothing may be fetched. */
    @Given("its pool {string} is ready")
    public void isReady(String id) {
        Waiting.untilTrue(
                "pool " + id + " of the pool-managerd to be ready",
                PROVISION,
                () -> {
                    JsonNode status = manager().status(id);
                    String problem = status.path("last_error").asString("");
                    if (problem.contains("LLAMA_ORCH_OFFLINE")) {
                        throw new TestAbortedException(problem);
                    }
                    return status.path("ready").asBoolean();
                });
        manager().engine(id).ifPresent(process -> known.putIfAbsent(id, process));
    }

    @Then("its pool {string} comes to have {word} {string}")
    public void hasMember(String id, String path, String value) {
        Waiting.untilTrue(
                "pool " + id + " to have " + path + " " + value,
                SuiteSettings.SOON,
                () -> manager().status(id).at("/" + path).asString("").equals(value));
    }

    @Then("its pool {string} comes to tell an error about {string}")
    public void tellsError(String id, String about) {
        Waiting.untilTrue(
                "pool " + id + " to tell an error about " + about,
                SuiteSettings.START,
                () -> manager().status(id).path("last_error").asString("").contains(about));
        assertThat(manager().status(id).path("ready").asBoolean()).isFalse();
    }

    @When("the pool-managerd is asked {word} {string}")
    public void isAsked(String method, String path) {
        world.last(manager().api().send(method, path, null, Map.of()));
    }

    @When("the pool-managerd is asked {word} {string} with header {string}")
    public void isAskedWith(String method, String path, String header) {
        PoolManager target = manager();
        target.api().always("Authorization", null);
        world.last(
                new org.llamaorch.bdd.target.Api(target.address())
                        .send(method, path, null, RequestSteps.header(header)));
    }

    /** {@code FOLDER} stands for the scenario's own. */
    @When("this is posted to {string} of the pool-managerd")
    public void isPosted(String path, String json) {
        world.last(
                manager()
                        .api()
                        .send(
                                "POST",
                                path,
                                json.replace("FOLDER", folder.path().toString())
                                        .getBytes(StandardCharsets.UTF_8),
                                Map.of()));
    }

    @When("the engine process of its pool {string} is killed")
    public void engineKilled(String id) {
        ProcessHandle process = known(id);
        process.destroyForcibly();
        Waiting.untilTrue(
                "the engine process to be gone", SuiteSettings.SOON, () -> !process.isAlive());
    }

    private ProcessHandle known(String id) {
        ProcessHandle process = known.get(id);
        if (process == null) {
            throw new AssertionError("pool " + id + " was never ready");
        }
        return process;
    }

    @Then("another engine process serves its pool {string}")
    public void anotherServes(String id) {
        Waiting.untilTrue(
                "another engine of pool " + id,
                SuiteSettings.START,
                () ->
                        manager().status(id).path("ready").asBoolean()
                                && manager()
                                        .engine(id)
                                        .filter(process -> !process.equals(known(id)))
                                        .isPresent());
    }

    @Then("the same engine process serves its pool {string}")
    public void sameServes(String id) {
        isReady(id);
        assertThat(manager().engine(id)).contains(known(id));
    }

    @Then("the engine process of its pool {string} is gone")
    public void engineGone(String id) {
        Waiting.untilTrue(
                "the engine process to be gone", SuiteSettings.SOON, () -> !known(id).isAlive());
    }

    @Then("the engine process of its pool {string} lives")
    public void engineLives(String id) {
        assertThat(known(id).isAlive()).isTrue();
    }

    @Then("the handoff file of its pool {string} says {word} {string}")
    public void handoffSays(String id, String path, String value) {
        Waiting.untilTrue(
                "the handoff file to say " + path + " " + value,
                SuiteSettings.SOON,
                () ->
                        manager()
                                .handoff(id)
                                .filter(file -> file.at("/" + path).asString("").matches(value))
                                .isPresent());
    }

    /** Nobody else may read what is handed over, nor the folder. */
    @Then("the handoff file of its pool {string} is for its owner alone")
    public void handoffMode(String id) throws IOException {
        Path file = manager().handoffFile(id);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Then("the handoff file of its pool {string} comes to be gone")
    public void handoffGoes(String id) {
        Waiting.untilTrue(
                "the handoff file to go",
                SuiteSettings.SOON,
                () -> Files.notExists(manager().handoffFile(id)));
    }

    /** On the same state folder, with the same pools, which it does not start. */
    @Given("an orchestratord runs beside it")
    public void orchestratordBeside() {
        DottedPath.set(configuration, "pool_managerd.embedded", false);
        setup.configure("pool_managerd.embedded", false);
        setup.configure("workers.watch_interval_ms", 50);
        for (Map<String, Object> pool : pools.values()) {
            setup.pool(String.valueOf(pool.get("id"))).putAll(pool);
        }
        setup.daemon();
    }

    @When("a second pool-managerd is started on the same state folder")
    public void second() {
        refused = manager().another(Daemon.freeAddress("127.0.0.1"));
    }

    @When("a pool-managerd is started at host {string}")
    public void atHost(String host) {
        refused = manager().another(Daemon.freeAddress(host));
    }

    @When("a pool-managerd is started at the address of engine {string}")
    public void atTaken(String engine) {
        refused = manager().another(setup.engine(engine).address().getAuthority());
    }

    @When("the configuration of the pool-managerd is checked")
    public void isChecked() {
        refused = manager().check();
    }

    @Then("that ends with exit code {int} and one sentence about {string}")
    public void refuses(int code, String about) {
        if (refused == null) {
            throw new AssertionError("the scenario started nothing that refuses");
        }
        String output = refused.output();
        assertThat(refused.awaitExit(SuiteSettings.START)).as(output).isEqualTo(code);
        List<String> said = refused.output().lines().filter(line -> !line.startsWith("{")).toList();
        assertThat(said).as(refused.output()).hasSize(1);
        assertThat(said.getFirst()).startsWith("llama-orch: ").contains(about);
    }

    @Then("the metric {string} of the pool-managerd with {word} {string} is {double}")
    public void metricIs(String name, String label, String value, double expected) {
        Pattern line =
                Pattern.compile(
                        "(?m)^"
                                + Pattern.quote(name)
                                + "\\{[^}]*"
                                + Pattern.quote(label + "=\"" + value + "\"")
                                + "[^}]*} (\\S+)");
        Waiting.untilTrue(
                name + " to be " + expected,
                SuiteSettings.SOON,
                () -> {
                    Matcher matcher = line.matcher(manager().api().get("/metrics").text());
                    return matcher.find() && Double.parseDouble(matcher.group(1)) == expected;
                });
    }

    @Then("the log of the pool-managerd has a record with {word} {string}")
    public void logHas(String field, String value) {
        JsonNode record =
                Waiting.until(
                        "a log record with " + field + " " + value,
                        SuiteSettings.SOON,
                        () ->
                                manager().records().stream()
                                        .filter(log -> log.path(field).asString("").equals(value))
                                        .findFirst());
        assertThat(record.path("emitted_by").asString("")).isEqualTo("pool-managerd");
    }
}
