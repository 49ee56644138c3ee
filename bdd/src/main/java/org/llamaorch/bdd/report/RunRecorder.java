package org.llamaorch.bdd.report;

import io.cucumber.plugin.ConcurrentEventListener;
import io.cucumber.plugin.event.DataTableArgument;
import io.cucumber.plugin.event.DocStringArgument;
import io.cucumber.plugin.event.EventPublisher;
import io.cucumber.plugin.event.PickleStepTestStep;
import io.cucumber.plugin.event.Result;
import io.cucumber.plugin.event.Status;
import io.cucumber.plugin.event.StepArgument;
import io.cucumber.plugin.event.TestCase;
import io.cucumber.plugin.event.TestCaseFinished;
import io.cucumber.plugin.event.TestStepFinished;
import io.cucumber.plugin.event.WriteEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.report.ScenarioRecord.Ending;
import org.llamaorch.bdd.report.ScenarioRecord.StepRecord;
import org.llamaorch.bdd.survey.FeatureNames;

/** Remembers how every scenario ran, over all the passes of a run. Safe from their threads. */
public final class RunRecorder implements ConcurrentEventListener {

    private final FeatureNames features = new FeatureNames();
    private final Map<UUID, List<StepRecord>> steps = new ConcurrentHashMap<>();
    private final Map<UUID, List<String>> said = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<ScenarioRecord> scenarios = new ConcurrentLinkedQueue<>();

    @Override
    public void setEventPublisher(EventPublisher publisher) {
        features.listenTo(publisher);
        publisher.registerHandlerFor(TestStepFinished.class, this::stepFinished);
        publisher.registerHandlerFor(
                WriteEvent.class,
                event -> of(said, event.getTestCase().getId()).add(event.getText()));
        publisher.registerHandlerFor(TestCaseFinished.class, this::finished);
    }

    /** In the order of their files. */
    List<ScenarioRecord> scenarios() {
        List<ScenarioRecord> all = new ArrayList<>(scenarios);
        all.sort(
                java.util.Comparator.comparing(ScenarioRecord::feature)
                        .thenComparing(ScenarioRecord::file)
                        .thenComparingInt(ScenarioRecord::line));
        return all;
    }

    private void stepFinished(TestStepFinished event) {
        if (event.getTestStep() instanceof PickleStepTestStep step) {
            of(steps, event.getTestCase().getId())
                    .add(
                            new StepRecord(
                                    step.getStep().getKeyword().strip(),
                                    step.getStep().getText(),
                                    argument(step.getStep().getArgument()),
                                    ending(event.getResult()),
                                    event.getResult().getDuration().toMillis()));
        }
    }

    private static <T> List<T> of(Map<UUID, List<T>> all, UUID scenario) {
        return all.computeIfAbsent(scenario, _ -> new ArrayList<>());
    }

    private static String argument(@Nullable StepArgument argument) {
        return switch (argument) {
            case DocStringArgument text -> text.getContent();
            case DataTableArgument table -> {
                StringBuilder rows = new StringBuilder();
                for (List<String> row : table.cells()) {
                    rows.append("| ").append(String.join(" | ", row)).append(" |\n");
                }
                yield rows.toString();
            }
            case null, default -> "";
        };
    }

    private void finished(TestCaseFinished event) {
        TestCase scenario = event.getTestCase();
        Result result = event.getResult();
        String path = scenario.getUri().toString();
        scenarios.add(
                new ScenarioRecord(
                        features.of(scenario.getUri()),
                        path.substring(path.lastIndexOf('/') + 1),
                        scenario.getLocation().getLine(),
                        scenario.getName(),
                        scenario.getTags().stream().map(tag -> tag.substring(1)).toList(),
                        ending(result),
                        result.getDuration().toMillis(),
                        of(steps, scenario.getId()),
                        result.getStatus() == Status.PASSED ? "" : cause(result),
                        of(said, scenario.getId()),
                        ProofBundle.nameOf(scenario.getUri(), scenario.getLocation().getLine())));
        steps.remove(scenario.getId());
        said.remove(scenario.getId());
    }

    private static Ending ending(Result result) {
        return switch (result.getStatus()) {
            case PASSED -> Ending.PASSED;
            case SKIPPED -> Ending.SKIPPED;
            case PENDING, UNDEFINED, AMBIGUOUS, FAILED, UNUSED -> Ending.FAILED;
        };
    }

    private static String cause(Result result) {
        Throwable error = result.getError();
        if (error == null) {
            return "a step is " + result.getStatus();
        }
        String message = error.getMessage();
        return message == null ? error.toString() : message.strip();
    }
}
