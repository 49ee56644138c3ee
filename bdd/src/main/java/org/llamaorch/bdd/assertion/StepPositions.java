package org.llamaorch.bdd.assertion;

import io.cucumber.plugin.ConcurrentEventListener;
import io.cucumber.plugin.event.EventPublisher;
import io.cucumber.plugin.event.PickleStepTestStep;
import io.cucumber.plugin.event.TestCaseStarted;
import io.cucumber.plugin.event.TestStepStarted;

/**
 * Knows of the step that a thread is at whether it stands under a Then: hooks are not told.
 * Cucumber tells a scenario's events on the scenario's thread.
 */
public final class StepPositions implements ConcurrentEventListener {

    private record At(boolean then, String text) {}

    private static final At NOWHERE = new At(false, "");
    private static final ThreadLocal<At> AT = ThreadLocal.withInitial(() -> NOWHERE);

    /** Whether this thread's step is a Then, or an And or But of one. */
    public static boolean isThen() {
        return AT.get().then;
    }

    /** What this thread's step says. */
    public static String text() {
        return AT.get().text;
    }

    @Override
    public void setEventPublisher(EventPublisher publisher) {
        publisher.registerHandlerFor(TestCaseStarted.class, _ -> AT.set(NOWHERE));
        publisher.registerHandlerFor(TestStepStarted.class, StepPositions::started);
    }

    private static void started(TestStepStarted event) {
        if (event.getTestStep() instanceof PickleStepTestStep step) {
            boolean then =
                    switch (step.getStep().getKeyword().strip()) {
                        case "Then" -> true;
                        case "Given", "When" -> false;
                        default -> isThen(); // And and But go on with what stands before them
                    };
            AT.set(new At(then, step.getStep().getText()));
        }
    }
}
