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

    /** So much that a few tasks fill what is left of a small disk. */
    private static final int LARGE_BYTES = 20_000;

    private final World world;
    private final Setup setup;
    private final ScenarioFolder folder;

    public DiskSteps(World world, Setup setup, ScenarioFolder folder) {
        this.world = world;
        this.setup = setup;
        this.folder = folder;
    }

    @Given("the daemon's disk holds {int} MB")
    public void smallDisk(int megabytes) {
        setup.needsOwnDaemon();
        SmallDisk.missing(folder.path())
                .ifPresent(reason -> {
                    throw new TestAbortedException(reason);
                });
        setup.smallDisk(megabytes);
    }

    @When("the disk fills up")
    public void fill() {
        setup.daemon().fillDisk();
    }

    @When("the disk has room again")
    public void empty() {
        setup.daemon().emptyDisk();
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
        String prompt = TaskBody.PROMPT + ". fault: tokens=1; " + "x".repeat(LARGE_BYTES);
        Map<String, Object> body = TaskBody.withoutId(model, prompt);
        body.put("max_tokens", 1);
        return world.api().post("/v2/tasks", Json.write(body));
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
                    return !setup.daemon().isAlive();
                });
    }
}
