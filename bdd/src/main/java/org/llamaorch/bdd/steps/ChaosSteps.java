package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.util.List;
import org.llamaorch.bdd.chaos.Chaos;

/** Daemons killed at random moments under random load. */
public final class ChaosSteps {

    private final Setup setup;
    private List<String> broken = List.of("chaos did not run");

    public ChaosSteps(Setup setup) {
        this.setup = setup;
    }

    @When("a daemon is killed {int} times at random moments under load")
    public void killed(int times) throws IOException, InterruptedException {
        setup.needsOwnDaemon();
        broken = new Chaos(times, System.nanoTime(), false).run();
    }

    @Then("every promise was kept")
    public void kept() {
        assertThat(broken).isEmpty();
    }
}
