package org.llamaorch.bdd.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.llamaorch.bdd.report.ScenarioRecord.Ending;
import org.llamaorch.bdd.survey.SourceTree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a run of all features ended, as it was recorded in a file that is kept with the sources. It
 * is an input of the documents: these are the same wherever they are written.
 *
 * @param seconds that it took, whole ones
 * @param features each that was run, by name
 * @param skipped what was not run, each with the reason
 */
public record LastFullRun(int seconds, List<FeatureRun> features, List<String> skipped) {

    /** Where it is kept. */
    public static final String PATH = "docs/last-full-run.json";

    private static final JsonMapper JSON = new JsonMapper();

    public LastFullRun {
        features = List.copyOf(features);
        skipped = List.copyOf(skipped);
    }

    /**
     * A feature's part of it.
     *
     * @param steps that passed
     * @param seconds of its scenarios together; they run side by side
     */
    public record FeatureRun(
            String name, int passed, int failed, int skipped, int steps, int seconds) {}

    static LastFullRun of(List<ScenarioRecord> scenarios, long tookMs) {
        Map<String, List<ScenarioRecord>> byFeature = new TreeMap<>();
        List<String> skipped = new ArrayList<>();
        for (ScenarioRecord each : scenarios) {
            byFeature.computeIfAbsent(each.feature(), _ -> new ArrayList<>()).add(each);
            if (each.ending() == Ending.SKIPPED) {
                skipped.add(each.feature() + ": " + each.name() + ": " + each.cause());
            }
        }
        List<FeatureRun> features = new ArrayList<>();
        byFeature.forEach((name, all) -> features.add(feature(name, all)));
        return new LastFullRun(seconds(tookMs), features, skipped);
    }

    private static FeatureRun feature(String name, List<ScenarioRecord> scenarios) {
        return new FeatureRun(
                name,
                count(scenarios, Ending.PASSED),
                count(scenarios, Ending.FAILED),
                count(scenarios, Ending.SKIPPED),
                (int)
                        scenarios.stream()
                                .flatMap(each -> each.steps().stream())
                                .filter(step -> step.ending() == Ending.PASSED)
                                .count(),
                seconds(scenarios.stream().mapToLong(ScenarioRecord::durationMs).sum()));
    }

    private static int count(List<ScenarioRecord> scenarios, Ending ending) {
        return (int) scenarios.stream().filter(each -> each.ending() == ending).count();
    }

    private static int seconds(long ms) {
        return Math.toIntExact(Math.round(ms / 1_000.0));
    }

    public int passed() {
        return features.stream().mapToInt(FeatureRun::passed).sum();
    }

    public int failed() {
        return features.stream().mapToInt(FeatureRun::failed).sum();
    }

    public int steps() {
        return features.stream().mapToInt(FeatureRun::steps).sum();
    }

    /** The one that is kept; absent when none was recorded. */
    public static Optional<LastFullRun> find(SourceTree tree) {
        return Files.exists(tree.root().resolve(PATH))
                ? Optional.of(read(JSON.readTree(tree.read(PATH))))
                : Optional.empty();
    }

    private static LastFullRun read(JsonNode kept) {
        return new LastFullRun(
                kept.path("seconds").asInt(),
                kept.path("features")
                        .valueStream()
                        .map(each ->
                                new FeatureRun(
                                        each.path("name").asString(),
                                        each.path("passed").asInt(),
                                        each.path("failed").asInt(),
                                        each.path("skipped").asInt(),
                                        each.path("steps").asInt(),
                                        each.path("seconds").asInt()))
                        .toList(),
                kept.path("skipped").valueStream().map(JsonNode::asString).toList());
    }

    /** Keeps it in place of an earlier one. */
    void write(SourceTree tree) {
        ObjectNode kept = JSON.createObjectNode().put("seconds", seconds);
        ArrayNode all = kept.putArray("features");
        for (FeatureRun each : features) {
            all.addObject()
                    .put("name", each.name())
                    .put("passed", each.passed())
                    .put("failed", each.failed())
                    .put("skipped", each.skipped())
                    .put("steps", each.steps())
                    .put("seconds", each.seconds());
        }
        skipped.forEach(kept.putArray("skipped")::add);
        Path file = tree.root().resolve(PATH);
        try {
            Files.writeString(file, kept.toPrettyString() + "\n");
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
