package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.target.ModelHub;
import org.llamaorch.bdd.target.OwnEngine;
import org.llamaorch.bdd.target.PublicNames;
import org.llamaorch.bdd.target.ServerCertificate;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;
import org.opentest4j.TestAbortedException;
import tools.jackson.databind.JsonNode;

/** Models that are fetched from a hub of the suite's own. */
public final class FetchSteps {

    private static final String MODEL = "hf:org/repo/tiny.gguf";

    /** A hub of the internet, and hosts that a name of the internet may also stand for. */
    private static final String PUBLIC_HUB = "hub.test";

    private static final Map<String, String> NAMES =
            Map.of(
                    PUBLIC_HUB,
                    "8.8.8.8",
                    "inside.test",
                    "10.1.2.3",
                    "metadata.test",
                    "169.254.169.254",
                    "wrapped.test",
                    "64:ff9b::10.1.2.3");

    private final World world;
    private final Setup setup;
    private final ScenarioTasks tasks;
    private final ScenarioFolder folder;
    private final ControlSteps control;
    private @Nullable ModelHub hub;
    private @Nullable PublicNames names;

    public FetchSteps(
            World world,
            Setup setup,
            ScenarioTasks tasks,
            ScenarioFolder folder,
            ControlSteps control) {
        this.world = world;
        this.setup = setup;
        this.tasks = tasks;
        this.folder = folder;
        this.control = control;
    }

    /** Its manner: well, cuts once, ends early, sends more, sends other, holds. */
    @Given("a hub that gives out a small model and {word} {word}")
    public void hubThat(String verb, String how) {
        start((verb + "_" + how).toUpperCase(Locale.ROOT));
    }

    @Given("a hub that gives out a small model and {word}")
    public void hubThat(String verb) {
        start(verb.toUpperCase(Locale.ROOT));
    }

    @Given("a hub that gives out a small model")
    public void hub() {
        start("WELL");
    }

    private void start(String manner) {
        serves(ModelHub.start(file(), ModelHub.Manner.valueOf(manner)));
    }

    @Given("a hub that says that the bytes are at {string}")
    public void hubElsewhere(String address) {
        serves(ModelHub.redirecting(file(), address));
    }

    /** The daemon trusts its certificate. */
    @Given("a server that gives out a small model by HTTPS")
    public void secureServer() {
        ServerCertificate certificate = ServerCertificate.make(folder.path(), "hub");
        setup.environment().put("JAVA_TOOL_OPTIONS", trusting(certificate));
        serves(ModelHub.start(file(), ModelHub.Manner.WELL, certificate));
    }

    /** At an address that is public; all the names that it knows may be asked. */
    @Given("a hub of the internet that says that the bytes are at {string}")
    public void publicHub(String elsewhere) {
        ServerCertificate certificate = ServerCertificate.make(folder.path(), "hub", PUBLIC_HUB);
        ModelHub started = ModelHub.redirecting(file(), elsewhere, certificate);
        serves(started);
        PublicNames known = PublicNames.start(folder.path(), NAMES, started.address().getPort());
        names = known;
        world.closeWithScenario(known);
        setup.environment().put("JAVA_TOOL_OPTIONS", trusting(certificate) + " " + known.options());
        setup.configure("fetch.hub", "https://" + PUBLIC_HUB);
        setup.configure("fetch.allow_private", false);
        List<String> hosts = new ArrayList<>(NAMES.keySet());
        hosts.add("127.0.0.1");
        setup.configure("fetch.allowed_hosts", hosts);
    }

    @Then("nobody but the hub of the internet was asked")
    public void askedTheHubOnly() {
        if (names == null) {
            throw new AssertionError("the scenario has no hub of the internet");
        }
        assertThat(names.asked()).isNotEmpty().containsOnly(NAMES.get(PUBLIC_HUB));
        assertThat(theHub().asked()).isNotEmpty().allMatch(path -> path.contains("/resolve/"));
    }

    private static String trusting(ServerCertificate certificate) {
        return "-Djavax.net.ssl.trustStore="
                + certificate.store()
                + " -Djavax.net.ssl.trustStorePassword="
                + ServerCertificate.PASSWORD;
    }

    private Path file() {
        setup.needsOwnDaemon();
        control.smallModel("tiny");
        return folder.path().resolve("tiny.gguf");
    }

    private void serves(ModelHub started) {
        hub = started;
        world.closeWithScenario(started);
        setup.configure("fetch.hub", started.address().toString());
        setup.configure("fetch.allowed_hosts", List.of("127.0.0.1"));
        setup.configure("fetch.allow_private", true);
        setup.configure("fetch.tries", 3);
        setup.configure("fetch.backoff_ms", 10);
        ownModels();
    }

    private ModelHub theHub() {
        if (hub == null) {
            throw new AssertionError("the scenario has no hub");
        }
        return hub;
    }

    /** Models in a cache of the scenario's own; the engine is that of all scenarios. */
    private void ownModels() {
        String given = System.getenv("LLAMA_ORCH_CACHE");
        Path all =
                given == null
                        ? Path.of(System.getProperty("user.home"), ".cache", "llama-orch")
                        : Path.of(given).toAbsolutePath();
        try {
            Path engines = Files.createDirectories(all.resolve("engines"));
            Files.createDirectories(cache());
            Files.createSymbolicLink(cache().resolve("engines"), engines);
        } catch (FileAlreadyExistsException _) {
            return; // the scenario asked twice
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        setup.environment().put("LLAMA_ORCH_CACHE", cache().toString());
    }

    private Path cache() {
        return folder.path().resolve("cache");
    }

    @Given("a pool {string} of the hub's model")
    public void poolOfHub(String id) {
        pool(id, MODEL);
    }

    @Given("a pool {string} of the server's model")
    public void poolOfServer(String id) {
        pool(id, theHub().address() + "/models/tiny.gguf");
    }

    private void pool(String id, String model) {
        Map<String, Object> pool = setup.pool(id);
        pool.put("model", model);
        pool.put("aliases", List.of(id));
        pool.put("ctx", 256);
        pool.put("slots", 1);
        pool.put("replicas", List.of(Map.of("id", "r0", "devices", List.of("cpu"))));
        pool.put("provisioning", Map.of("mode", "package", "allow_package_installs", true));
    }

    @Then("pool {string} serves the model that was fetched")
    public void serves(String id) {
        Optional<String> missing = new OwnEngine(setup.daemon(), id).awaitReady();
        if (missing.isPresent()) {
            throw new TestAbortedException(missing.get());
        }
    }

    @Then("pool {string} comes to tell {string}")
    public void tells(String id, String text) {
        Waiting.untilTrue(
                "pool " + id + " to tell " + text,
                SuiteSettings.START,
                () -> setup.daemon().health(id).path("last_error").asString("").contains(text));
    }

    @Then("the model comes to be in the cache, whole")
    public void whole() {
        Path file =
                Waiting.until("the model in the cache", SuiteSettings.START, () -> cached(".gguf"));
        try {
            assertThat(Files.readAllBytes(file)).isEqualTo(theHub().file());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        assertThat(cached(".part")).isEmpty();
    }

    @Then("nothing of the model is in the cache")
    public void nothing() {
        assertThat(cached(".gguf")).isEmpty();
        assertThat(cached(".part")).isEmpty();
    }

    @Then("the half that came is kept")
    public void halfIsKept() throws IOException {
        assertThat(cached(".gguf")).isEmpty();
        assertThat(Files.size(cached(".part").orElseThrow())).isEqualTo(theHub().half());
    }

    @When("half of the model has come")
    public void halfHasCome() {
        Waiting.untilTrue(
                "half of the model to be written",
                SuiteSettings.START,
                () -> {
                    try {
                        Optional<Path> part = cached(".part");
                        return part.isPresent() && Files.size(part.get()) == theHub().half();
                    } catch (IOException _) {
                        return false;
                    }
                });
    }

    @When("the hub goes on")
    public void goesOn() {
        theHub().goOn();
    }

    private Optional<Path> cached(String ending) {
        Path models = cache().resolve("models");
        if (!Files.isDirectory(models)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(models)) {
            return files.filter(file -> file.toString().endsWith(ending)).findFirst();
        } catch (IOException | UncheckedIOException _) {
            return Optional.empty(); // a file was renamed while it was looked at
        }
    }

    @Then("the hub was asked for the file from its beginning, and then from the half on")
    public void resumed() {
        assertThat(theHub().ranges()).containsExactly("0", Integer.toString(theHub().half()));
    }

    @Then("the hub was asked for the file once")
    public void once() {
        assertThat(theHub().ranges()).containsExactly("0");
    }

    @Then("the hub was asked nothing")
    public void askedNothing() {
        assertThat(theHub().asked()).isEmpty();
    }

    /** Bytes as the admission tells them; how much came is in metrics frames. */
    @Then("the answer prepares the model, with its size")
    public void preparesTheModel() {
        JsonNode steps = world.last().json().at("/preparation/steps");
        assertThat(steps.valueStream())
                .as(steps.toString())
                .anySatisfy(step -> {
                    assertThat(step.path("id").asString("")).isEqualTo("model:" + MODEL);
                    assertThat(step.path("kind").asString("")).isEqualTo("model_fetch");
                    assertThat(step.path("group").asString("")).isEqualTo("model");
                    assertThat(step.path("status").asString("")).isEqualTo("running");
                    assertThat(step.path("bytes_total").asInt()).isEqualTo(theHub().file().length);
                });
    }

    @Then("a metrics frame of {string} tells that half of the model has come")
    public void halfInFrames(String listener) {
        Waiting.untilTrue(
                "a metrics frame with half of the model",
                SuiteSettings.SOON,
                () ->
                        tasks.stream(listener).frames().stream()
                                .filter(frame -> frame.event().equals("metrics"))
                                .map(frame -> frame.json().path("prep").path("model:" + MODEL))
                                .anyMatch(this::isHalf));
    }

    private boolean isHalf(JsonNode step) {
        return step.path("status").asString("").equals("running")
                && step.path("bytes_total").asInt() == theHub().file().length
                && step.path("bytes_done").asInt() == theHub().half()
                && Math.abs(step.path("pct").asDouble() - 50) <= 1
                && !step.path("human").asString("").isBlank();
    }
}
