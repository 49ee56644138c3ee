package org.llamaorch.bdd.survey;

import io.cucumber.plugin.EventListener;
import io.cucumber.plugin.event.EventPublisher;
import io.cucumber.plugin.event.Node;
import io.cucumber.plugin.event.PickleStepTestStep;
import io.cucumber.plugin.event.Status;
import io.cucumber.plugin.event.StepDefinedEvent;
import io.cucumber.plugin.event.StepDefinition;
import io.cucumber.plugin.event.TestCase;
import io.cucumber.plugin.event.TestCaseStarted;
import io.cucumber.plugin.event.TestSourceParsed;
import io.cucumber.plugin.event.TestStepFinished;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.llamaorch.bdd.CucumberRun;
import org.llamaorch.bdd.survey.Survey.FeatureText;
import org.llamaorch.bdd.survey.Survey.Match;
import org.llamaorch.bdd.survey.Survey.ScenarioText;
import org.llamaorch.bdd.survey.Survey.StepText;

/** Reads the features by a dry run of Cucumber: every step is matched, none is done. */
public final class Surveyor implements EventListener {

    private final Map<URI, Node> parsed = new TreeMap<>();
    private final Map<URI, Map<Integer, Outline>> scenarios = new TreeMap<>();
    private final Map<String, StepDefinition> definitions = new TreeMap<>();
    private final Set<String> used = new HashSet<>();

    /** A scenario as it is read; of an outline the rows. */
    private static final class Outline {
        private final String name;
        private final List<String> tags;
        private final Map<TestCase, List<StepText>> rows = new LinkedHashMap<>();

        private Outline(String name, List<String> tags) {
            this.name = name;
            this.tags = tags;
        }
    }

    private Surveyor() {}

    /**
     * Surveys the suite.
     *
     * @throws RuntimeException of Cucumber, when two steps have the same expression
     */
    public static Survey survey() {
        Surveyor surveyor = new Surveyor();
        CucumberRun.of(
                List.of("--dry-run", "--no-summary", SourceTree.features()), List.of(surveyor));
        return surveyor.result();
    }

    @Override
    public void setEventPublisher(EventPublisher publisher) {
        publisher.registerHandlerFor(
                TestSourceParsed.class,
                event -> event.getNodes().forEach(node -> parsed.put(event.getUri(), node)));
        publisher.registerHandlerFor(
                StepDefinedEvent.class,
                event ->
                        definitions.put(
                                event.getStepDefinition().getLocation()
                                        + event.getStepDefinition().getPattern(),
                                event.getStepDefinition()));
        publisher.registerHandlerFor(TestCaseStarted.class, event -> begin(event.getTestCase()));
        publisher.registerHandlerFor(TestStepFinished.class, this::step);
    }

    private void begin(TestCase scenario) {
        outline(scenario).rows.put(scenario, new ArrayList<>());
    }

    private Outline outline(TestCase scenario) {
        Node node = nodeOf(scenario);
        return scenarios
                .computeIfAbsent(scenario.getUri(), _ -> new TreeMap<>())
                .computeIfAbsent(
                        node.getLocation().getLine(),
                        _ ->
                                new Outline(
                                        node.getName().orElse(""),
                                        scenario.getTags().stream()
                                                .map(tag -> tag.substring(1))
                                                .toList()));
    }

    /** The scenario, or the outline that the row belongs to. */
    private Node nodeOf(TestCase scenario) {
        Node feature = parsed.get(scenario.getUri());
        return Optional.ofNullable(feature)
                .flatMap(node ->
                        node.findPathTo(at ->
                                at.getLocation().equals(scenario.getLocation())
                                        && !(at instanceof Node.Container)))
                .flatMap(path ->
                        path.stream()
                                .filter(at ->
                                        at instanceof Node.Scenario
                                                || at instanceof Node.ScenarioOutline)
                                .findFirst())
                .orElseThrow(
                        () -> new IllegalStateException("no scenario at " + scenario.getUri()));
    }

    private void step(TestStepFinished event) {
        if (!(event.getTestStep() instanceof PickleStepTestStep step)) {
            return;
        }
        Status status = event.getResult().getStatus();
        Match match =
                status == Status.UNDEFINED
                        ? Match.NONE
                        : status == Status.AMBIGUOUS ? Match.SEVERAL : Match.ONE;
        Optional<String> code =
                match == Match.ONE ? Optional.ofNullable(step.getCodeLocation()) : Optional.empty();
        code.ifPresent(place -> used.add(place + step.getPattern()));
        List<StepText> steps = outline(event.getTestCase()).rows.get(event.getTestCase());
        if (steps != null) {
            steps.add(
                    new StepText(
                            step.getStep().getKeyword().strip(),
                            step.getStep().getText(),
                            match,
                            code.map(Surveyor::shortened)));
        }
    }

    /** {@code a.b.Type.method(…)} as {@code Type.method}. */
    private static String shortened(String place) {
        String method = place.replaceFirst("\\(.*", "");
        int name = method.lastIndexOf('.');
        return method.substring(method.lastIndexOf('.', name - 1) + 1);
    }

    private Survey result() {
        List<FeatureText> features = new ArrayList<>();
        scenarios.forEach((uri, outlines) -> {
            Node node = parsed.get(uri);
            String name = node == null ? "" : node.getName().orElse("");
            String path = uri.toString();
            String file = path.substring(path.lastIndexOf('/') + 1);
            List<ScenarioText> all = new ArrayList<>();
            outlines.forEach((line, outline) ->
                    all.add(
                            new ScenarioText(
                                    name,
                                    file,
                                    line,
                                    outline.name,
                                    outline.tags,
                                    outline.rows.size(),
                                    outline.rows.values().iterator().next())));
            features.add(new FeatureText(file, name, all));
        });
        return new Survey(
                features,
                definitions.entrySet().stream()
                        .map(entry ->
                                new Survey.StepDefinition(
                                        entry.getValue().getPattern(),
                                        entry.getValue().getLocation(),
                                        used.contains(entry.getKey())))
                        .toList());
    }
}
