package org.llamaorch.bdd.steps;

import io.cucumber.java.AfterStep;
import io.cucumber.java.BeforeStep;
import io.cucumber.java.Scenario;
import io.cucumber.java.Status;
import org.llamaorch.bdd.assertion.CountedAssertions;
import org.llamaorch.bdd.assertion.StepPositions;

/** Fails a scenario whose Then step asserted nothing. */
public final class AssertionHooks {

    private int before;

    @BeforeStep
    public void remember() {
        before = CountedAssertions.count();
    }

    @AfterStep
    public void demandOne(Scenario scenario) {
        if (scenario.getStatus() == Status.PASSED
                && StepPositions.isThen()
                && CountedAssertions.count() == before) {
            throw new AssertionError("the step '" + StepPositions.text() + "' asserted nothing");
        }
    }
}
