package org.llamaorch.bdd.steps;

import io.cucumber.java.AfterStep;
import io.cucumber.java.Before;
import io.cucumber.java.BeforeStep;
import io.cucumber.java.Scenario;
import io.cucumber.java.Status;
import org.llamaorch.bdd.assertion.CountedAssertions;
import org.llamaorch.bdd.assertion.FirstFailure;
import org.llamaorch.bdd.assertion.StepPositions;
import org.opentest4j.TestAbortedException;

/** Fails a scenario whose Then step asserted nothing. */
public final class AssertionHooks {

    private int before;

    @Before
    public void leaveOutWhatIsNotWanted() {
        if (FirstFailure.isSeen()) {
            throw new TestAbortedException("one failure was all that was wanted");
        }
    }

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
