package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.llamaorch.bdd.defect.WrongClockAgent;

/** A wall clock that is set while the daemon runs, or while it does not. */
public final class ClockSteps {

    private static final long CLOSE_MS = Duration.ofMinutes(5).toMillis();

    private final World world;
    private final Setup setup;
    private final ScenarioTasks tasks;
    private final ScenarioFolder folder;

    public ClockSteps(World world, Setup setup, ScenarioTasks tasks, ScenarioFolder folder) {
        this.world = world;
        this.setup = setup;
        this.tasks = tasks;
        this.folder = folder;
    }

    /** The daemon's alone; the machine's is left as it is. */
    @Given("the daemon's wall clock can be set")
    public void canBeSet() throws IOException {
        setup.needsOwnDaemon();
        Path jar = folder.path().resolve("clock.jar");
        WrongClockAgent.writeTo(jar);
        setup.environment()
                .put("JDK_JAVA_OPTIONS", "-XX:AOTMode=off -javaagent:" + jar + "=" + offset());
    }

    /** From the machine's own time. */
    @When("the wall clock is set {int} s back")
    public void setBack(int seconds) throws IOException {
        set(-seconds);
    }

    @When("the wall clock is set {int} s forward")
    public void setForward(int seconds) throws IOException {
        set(seconds);
    }

    @When("the wall clock is right again")
    public void right() throws IOException {
        set(0);
    }

    private void set(long seconds) throws IOException {
        Path young = folder.path().resolve("offset.new");
        Files.writeString(young, Long.toString(1_000 * seconds));
        Files.move(young, offset(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path offset() {
        return folder.path().resolve("offset");
    }

    @Then("task {string} was admitted at the machine's time")
    public void atMachinesTime(String name) {
        assertThat(Math.abs(admittedAtMs(name) - System.currentTimeMillis())).isLessThan(CLOSE_MS);
    }

    @Then("task {string} was admitted about {int} s ahead of the machine's time")
    public void ahead(String name, int seconds) {
        assertThat(Math.abs(admittedAtMs(name) - System.currentTimeMillis() - 1_000L * seconds))
                .isLessThan(CLOSE_MS);
    }

    @Then("task {string} was admitted after task {string}")
    public void after(String later, String earlier) {
        assertThat(admittedAtMs(later)).isGreaterThanOrEqualTo(admittedAtMs(earlier));
    }

    private long admittedAtMs(String name) {
        return world.api()
                .get("/v2/tasks/" + tasks.id(name))
                .json()
                .path("admitted_at_ms")
                .asLong(0);
    }
}
