package org.llamaorch.bdd.breakage;

import io.cucumber.plugin.ConcurrentEventListener;
import io.cucumber.plugin.event.EventPublisher;
import io.cucumber.plugin.event.Result;
import io.cucumber.plugin.event.Status;
import io.cucumber.plugin.event.TestCase;
import io.cucumber.plugin.event.TestCaseFinished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.llamaorch.bdd.CucumberRun;
import org.llamaorch.bdd.assertion.FirstFailure;
import org.llamaorch.bdd.assertion.StepPositions;
import org.llamaorch.bdd.survey.FeatureNames;
import org.llamaorch.bdd.survey.SourceTree;

/**
 * A program that runs scenarios and writes how each ended: {@code BreakageTrial FILE @ID…} those of
 * some behaviours, until one fails, but for those that need a real engine or the machine for
 * themselves; {@code BreakageTrial FILE PLACE…} those at some lines.
 */
final class BreakageTrial implements ConcurrentEventListener {

    private static final String THREADS = "3";

    private final FeatureNames features = new FeatureNames();
    private final ConcurrentLinkedQueue<Outcome> outcomes = new ConcurrentLinkedQueue<>();

    private final boolean stopsAtFirst;

    private BreakageTrial(boolean stopsAtFirst) {
        this.stopsAtFirst = stopsAtFirst;
    }

    public static void main(String[] arguments) throws IOException {
        List<String> chosen = List.of(arguments).subList(1, arguments.length);
        List<String> command = new ArrayList<>(List.of("--no-summary", "--threads", THREADS));
        boolean byId = chosen.getFirst().startsWith("@");
        if (byId) {
            command.add("--tags");
            command.add("(" + String.join(" or ", chosen) + ") and not @gemma and not @alone");
            command.add(SourceTree.features());
        } else {
            command.addAll(chosen);
        }
        BreakageTrial trial = new BreakageTrial(byId);
        CucumberRun.of(command, List.of(new StepPositions(), trial));
        Files.write(
                Path.of(arguments[0]),
                trial.outcomes.stream().map(Outcome::line).sorted().toList());
        System.exit(0);
    }

    @Override
    public void setEventPublisher(EventPublisher publisher) {
        features.listenTo(publisher);
        publisher.registerHandlerFor(TestCaseFinished.class, this::finished);
    }

    private void finished(TestCaseFinished event) {
        TestCase scenario = event.getTestCase();
        Result result = event.getResult();
        String status =
                switch (result.getStatus()) {
                    case PASSED -> "PASSED";
                    case SKIPPED -> "SKIPPED";
                    case PENDING, UNDEFINED, AMBIGUOUS, FAILED, UNUSED -> "FAILED";
                };
        Outcome outcome =
                new Outcome(
                        status,
                        scenario.getUri() + ":" + scenario.getLocation().getLine(),
                        features.of(scenario.getUri()),
                        scenario.getName(),
                        scenario.getTags().stream().map(tag -> tag.substring(1)).toList(),
                        result.getStatus() == Status.PASSED ? "" : cause(result));
        outcomes.add(outcome);
        if (stopsAtFirst && outcome.failed() && !outcome.withoutDaemon()) {
            FirstFailure.seen();
        }
    }

    private static String cause(Result result) {
        Throwable error = result.getError();
        String said = error == null ? "" : String.valueOf(error.getMessage());
        return said.lines().findFirst().orElse("").replace('\t', ' ');
    }
}
