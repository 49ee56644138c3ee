package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.SmallDisk;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;
import org.opentest4j.TestAbortedException;

/** A disk that fills up under the daemon's state. */
public final class DiskSteps {

    private final World world;

    public DiskSteps(World world) {
        this.world = world;
    }

    @Given("the daemon's disk holds {int} MB")
    public void smallDisk(int megabytes) {
        world.needsOwnDaemon();
        SmallDisk.missing(world.folder())
                .ifPresent(reason -> {
                    throw new TestAbortedException(reason);
                });
        world.smallDisk(megabytes);
    }

    @When("the disk fills up")
    public void fill() {
        world.daemon().fillDisk();
    }

    @When("the disk has room again")
    public void empty() {
        world.daemon().emptyDisk();
    }

    /** The one that met the full disk first was still written, into what was kept in reserve. */
    @Then("new tasks for {string} come to be refused with {int} {word}")
    public void comeToBeRefused(String model, int status, String code) {
        Answer refused =
                Waiting.until(
                        "a refusal with " + code,
                        SuiteSettings.SOON,
                        () -> Optional.of(submit(model)).filter(answer -> answer.status() != 202));
        assertThat(refused.status()).as(refused.text()).isEqualTo(status);
        assertThat(refused.json().path("code").asString("")).isEqualTo(code);
        world.last(refused);
    }

    @Then("new tasks for {string} come to be admitted")
    public void comeToBeAdmitted(String model) {
        Waiting.untilTrue("an admission", SuiteSettings.SOON, () -> submit(model).status() == 202);
    }

    private Answer submit(String model) {
        return world.api()
                .post(
                        "/v2/tasks",
                        Json.write(
                                Map.of(
                                        "model_ref",
                                        model,
                                        "prompt",
                                        World.PROMPT + ". fault: tokens=1; " + "x".repeat(20_000),
                                        "max_tokens",
                                        1)));
    }

    /** Until it finds that it cannot write even what it must. */
    @When("changes are asked of pool {string} until the daemon ends")
    public void changeUntilItEnds(String pool) {
        Waiting.untilTrue(
                "the end of the daemon",
                SuiteSettings.START,
                () -> {
                    try {
                        world.api().post("/v2/pools/" + pool + "/drain", "{}");
                        world.api().post("/v2/pools/" + pool + "/undrain", null);
                    } catch (UncheckedIOException _) {
                        // It ends.
                    }
                    return !world.daemon().isAlive();
                });
    }
}
