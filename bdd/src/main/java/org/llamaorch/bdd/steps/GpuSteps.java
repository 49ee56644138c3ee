package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;

/** GPUs as {@code nvidia-smi} tells of them, and pools that ask for them. */
public final class GpuSteps {

    private final World world;
    private final Setup setup;
    private final ScenarioFolder folder;

    public GpuSteps(World world, Setup setup, ScenarioFolder folder) {
        this.world = world;
        this.setup = setup;
        this.folder = folder;
    }

    /** A program of that name on the daemon's PATH, which writes these lines. */
    @Given("nvidia-smi shows")
    public void shows(String lines) throws IOException {
        setup.needsOwnDaemon();
        setup.environment().put("PATH", write(lines) + ":" + System.getenv("PATH"));
    }

    /** From the daemon's next look on. */
    @When("nvidia-smi then shows")
    public void thenShows(String lines) throws IOException {
        write(lines);
    }

    private Path write(String lines) throws IOException {
        Path bin = Files.createDirectories(folder.path().resolve("bin"));
        Path young = bin.resolve("nvidia-smi.new");
        Files.writeString(young, "#!/bin/sh\ncat <<'END'\n" + lines + "\nEND\n");
        Files.setPosixFilePermissions(young, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(young, bin.resolve("nvidia-smi"), StandardCopyOption.ATOMIC_MOVE);
        return bin;
    }

    @Given("a pool {string} of the small model file {string} on the devices {string}")
    public void poolOn(String id, String file, String devices) {
        setup.needsOwnDaemon();
        Map<String, Object> pool = setup.pool(id);
        pool.put("model", folder.path().resolve(file + ".gguf").toString());
        pool.put("ctx", 128);
        pool.put("slots", 1);
        pool.put("replicas", List.of(Map.of("id", "r0", "devices", DaemonSteps.names(devices))));
        pool.put(
                "provisioning",
                new LinkedHashMap<>(Map.of("mode", "package", "allow_package_installs", true)));
    }

    @Then("pool {string} comes to tell an error about {string}")
    public void tellsAnErrorAbout(String pool, String part) {
        Waiting.untilTrue(
                "pool " + pool + " to tell an error about '" + part + "'",
                SuiteSettings.START,
                () ->
                        world.api()
                                .get("/v2/pools/" + pool + "/health")
                                .json()
                                .path("last_error")
                                .asString("")
                                .contains(part));
    }

    /** An installed engine is a Python environment, which has that file. */
    @Then("no engine is installed in that cache")
    public void noEngine() throws IOException {
        Path cache = Files.createDirectories(folder.path().resolve("cache"));
        try (Stream<Path> files = Files.walk(cache)) {
            assertThat(files.map(Path::getFileName).map(String::valueOf).toList())
                    .doesNotContain("pyvenv.cfg");
        }
    }
}
