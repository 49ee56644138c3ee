package org.llamaorch.bdd;

import io.cucumber.plugin.ConcurrentEventListener;
import io.cucumber.plugin.event.EventPublisher;
import io.cucumber.plugin.event.PickleStepTestStep;
import io.cucumber.plugin.event.Status;
import io.cucumber.plugin.event.TestCaseFinished;
import io.cucumber.plugin.event.TestRunFinished;
import io.cucumber.plugin.event.TestStepFinished;
import java.io.PrintStream;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells each scenario as it ends, and closes with the count of features, scenarios and steps. Safe
 * from the threads of parallel scenarios.
 */
public final class ClosingLine implements ConcurrentEventListener {

    private static final AtomicInteger SCENARIOS = new AtomicInteger();

    private final PrintStream out = System.out;
    private final Set<URI> features = ConcurrentHashMap.newKeySet();
    private final AtomicInteger scenariosPassed = new AtomicInteger();
    private final AtomicInteger scenariosSkipped = new AtomicInteger();
    private final AtomicInteger scenariosFailed = new AtomicInteger();
    private final AtomicInteger stepsPassed = new AtomicInteger();
    private final AtomicInteger stepsFailed = new AtomicInteger();
    private final Set<String> failures = new TreeSet<>();

    /** Whether at least one scenario was run: a path that matches nothing is not a success. */
    static boolean ranSomething() {
        return SCENARIOS.get() > 0;
    }

    @Override
    public void setEventPublisher(EventPublisher publisher) {
        publisher.registerHandlerFor(TestStepFinished.class, this::stepFinished);
        publisher.registerHandlerFor(TestCaseFinished.class, this::scenarioFinished);
        publisher.registerHandlerFor(TestRunFinished.class, _ -> close());
    }

    private void stepFinished(TestStepFinished event) {
        if (event.getTestStep() instanceof PickleStepTestStep) {
            if (event.getResult().getStatus() == Status.PASSED) {
                stepsPassed.incrementAndGet();
            } else if (event.getResult().getStatus() != Status.SKIPPED) {
                stepsFailed.incrementAndGet();
            }
        }
    }

    private void scenarioFinished(TestCaseFinished event) {
        SCENARIOS.incrementAndGet();
        features.add(event.getTestCase().getUri());
        Status status = event.getResult().getStatus();
        String name =
                place(event.getTestCase().getUri(), event.getTestCase().getLocation().getLine())
                        + " "
                        + event.getTestCase().getName();
        double seconds = event.getResult().getDuration().toMillis() / 1000.0;
        synchronized (failures) {
            switch (status) {
                case PASSED -> {
                    scenariosPassed.incrementAndGet();
                    out.printf("  ok    %5.1f s  %s%n", seconds, name);
                }
                case SKIPPED -> {
                    scenariosSkipped.incrementAndGet();
                    out.printf("  skip  %5.1f s  %s%n", seconds, name);
                }
                case PENDING, UNDEFINED, AMBIGUOUS, FAILED, UNUSED -> {
                    scenariosFailed.incrementAndGet();
                    String cause =
                            event.getResult().getError() == null
                                    ? "a step is "
                                            + status.name().toLowerCase(java.util.Locale.ROOT)
                                    : event.getResult().getError().toString();
                    failures.add(name + "\n        " + cause.replace("\n", "\n        "));
                    out.printf(
                            "  FAIL  %5.1f s  %s%n        %s%n",
                            seconds, name, cause.replace("\n", "\n        "));
                }
            }
            out.flush();
        }
    }

    private static String place(URI uri, int line) {
        String path = uri.toString();
        return path.substring(path.lastIndexOf('/') + 1) + ":" + line;
    }

    private void close() {
        if (!failures.isEmpty()) {
            out.println("\nFailed:");
            failures.forEach(failure -> out.println("  " + failure));
        }
        if (scenariosSkipped.get() > 0) {
            out.printf(
                    "%n%d scenarios skipped: they need to own the daemon%n",
                    scenariosSkipped.get());
        }
        int scenarios = scenariosPassed.get() + scenariosFailed.get();
        int steps = stepsPassed.get() + stepsFailed.get();
        out.printf(
                "%n%d features, %d scenarios (%d passed, %d failed), %d steps (%d passed, %d failed)%n",
                features.size(),
                scenarios,
                scenariosPassed.get(),
                scenariosFailed.get(),
                steps,
                stepsPassed.get(),
                stepsFailed.get());
    }
}
