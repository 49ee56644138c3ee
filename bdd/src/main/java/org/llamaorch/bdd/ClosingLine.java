package org.llamaorch.bdd;

import io.cucumber.plugin.ConcurrentEventListener;
import io.cucumber.plugin.event.EventPublisher;
import io.cucumber.plugin.event.PickleStepTestStep;
import io.cucumber.plugin.event.Result;
import io.cucumber.plugin.event.Status;
import io.cucumber.plugin.event.TestCase;
import io.cucumber.plugin.event.TestCaseFinished;
import io.cucumber.plugin.event.TestStepFinished;
import io.cucumber.plugin.event.WriteEvent;
import java.io.PrintStream;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.opentest4j.TestAbortedException;

/**
 * Tells each scenario as it ends and counts them, over all the passes of a run: Cucumber makes one
 * of these a pass, so what they count is shared. Safe from the threads of parallel scenarios.
 */
public final class ClosingLine implements ConcurrentEventListener {

    private static final Counts COUNTS = new Counts();

    private final PrintStream out = System.out;

    /** Guarded by this. */
    private static final class Counts {
        private final Set<URI> features = new TreeSet<>();
        private final Set<String> failures = new TreeSet<>();
        private int scenariosPassed;
        private int scenariosFailed;
        private int scenariosSkipped;
        private int stepsPassed;
        private int stepsFailed;

        private synchronized void step(Status status) {
            switch (status) {
                case PASSED -> stepsPassed++;
                case SKIPPED -> {}
                case PENDING, UNDEFINED, AMBIGUOUS, FAILED, UNUSED -> stepsFailed++;
            }
        }
    }

    /** Whether a scenario ran and none failed: a path that matches nothing is not a success. */
    static boolean isGreen() {
        synchronized (COUNTS) {
            return COUNTS.scenariosFailed == 0 && COUNTS.scenariosPassed > 0;
        }
    }

    @Override
    public void setEventPublisher(EventPublisher publisher) {
        publisher.registerHandlerFor(TestStepFinished.class, this::stepFinished);
        publisher.registerHandlerFor(WriteEvent.class, this::said);
        publisher.registerHandlerFor(TestCaseFinished.class, this::scenarioFinished);
    }

    private void stepFinished(TestStepFinished event) {
        if (event.getTestStep() instanceof PickleStepTestStep) {
            COUNTS.step(event.getResult().getStatus());
        }
    }

    private void said(WriteEvent event) {
        synchronized (COUNTS) {
            out.printf("        %s: %s%n", name(event.getTestCase()), event.getText());
        }
    }

    private void scenarioFinished(TestCaseFinished event) {
        String name = name(event.getTestCase());
        double seconds = event.getResult().getDuration().toMillis() / 1000.0;
        synchronized (COUNTS) {
            switch (event.getResult().getStatus()) {
                case PASSED -> {
                    COUNTS.features.add(event.getTestCase().getUri());
                    COUNTS.scenariosPassed++;
                    out.printf("  ok    %5.1f s  %s%n", seconds, name);
                }
                case SKIPPED -> {
                    COUNTS.scenariosSkipped++;
                    out.printf(
                            "  skip  %5.1f s  %s: %s%n", seconds, name, cause(event.getResult()));
                }
                case PENDING, UNDEFINED, AMBIGUOUS, FAILED, UNUSED -> {
                    COUNTS.features.add(event.getTestCase().getUri());
                    COUNTS.scenariosFailed++;
                    String failure = name + "\n        " + cause(event.getResult());
                    COUNTS.failures.add(failure);
                    out.printf("  FAIL  %5.1f s  %s%n", seconds, failure);
                }
            }
            out.flush();
        }
    }

    private static String name(TestCase scenario) {
        String path = scenario.getUri().toString();
        return path.substring(path.lastIndexOf('/') + 1)
                + ":"
                + scenario.getLocation().getLine()
                + " "
                + scenario.getName();
    }

    private static String cause(Result result) {
        Throwable error = result.getError();
        if (error == null) {
            return "a step is " + result.getStatus().name().toLowerCase(Locale.ROOT);
        }
        String message =
                (error instanceof AssertionError || error instanceof TestAbortedException)
                                && error.getMessage() != null
                        ? error.getMessage().strip()
                        : error.toString();
        Throwable because = error.getCause();
        return (because == null ? message : message + "\nbecause " + because)
                .replace("\n", "\n        ");
    }

    /** Names the failures again and closes with the counts. */
    static void print(PrintStream out) {
        synchronized (COUNTS) {
            if (!COUNTS.failures.isEmpty()) {
                out.println("\nFailed:");
                COUNTS.failures.forEach(failure -> out.println("  " + failure));
            }
            if (COUNTS.scenariosSkipped > 0) {
                out.printf("%n%d scenarios skipped%n", COUNTS.scenariosSkipped);
            }
            out.printf(
                    "%n%d features, %d scenarios (%d passed, %d failed), %d steps (%d passed, %d failed)%n",
                    COUNTS.features.size(),
                    COUNTS.scenariosPassed + COUNTS.scenariosFailed,
                    COUNTS.scenariosPassed,
                    COUNTS.scenariosFailed,
                    COUNTS.stepsPassed + COUNTS.stepsFailed,
                    COUNTS.stepsPassed,
                    COUNTS.stepsFailed);
            out.flush();
        }
    }
}
