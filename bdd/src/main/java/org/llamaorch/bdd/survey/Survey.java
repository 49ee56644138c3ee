package org.llamaorch.bdd.survey;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the features hold and the steps that they use, in the order of their files.
 *
 * @param definitions every step definition there is
 */
public record Survey(List<FeatureText> features, List<StepDefinition> definitions) {

    public Survey {
        features = List.copyOf(features);
        definitions = List.copyOf(definitions);
    }

    /**
     * A feature file.
     *
     * @param file its name
     */
    public record FeatureText(String file, String name, List<ScenarioText> scenarios) {
        public FeatureText {
            scenarios = List.copyOf(scenarios);
        }
    }

    /**
     * A scenario, or an outline with all its rows.
     *
     * @param tags without the {@code @}, those of its feature too
     * @param rows how many scenarios it runs as
     * @param steps of its first row, the background's first
     */
    public record ScenarioText(
            String feature,
            String file,
            int line,
            String name,
            List<String> tags,
            int rows,
            List<StepText> steps) {
        public ScenarioText {
            tags = List.copyOf(tags);
            steps = List.copyOf(steps);
        }

        public boolean shows(String id) {
            return tags.contains(id);
        }

        /** Such as {@code cancel.feature:9}. */
        public String place() {
            return file + ":" + line;
        }
    }

    /** How a step of a feature found its definition. */
    public enum Match {
        ONE,
        NONE,
        SEVERAL
    }

    /**
     * A step as the feature says it.
     *
     * @param code the method that does it, such as {@code StreamSteps.open}; absent without one
     */
    public record StepText(String keyword, String text, Match match, Optional<String> code) {}

    /**
     * A step as the suite can do it.
     *
     * @param place the method with its type and parameters
     */
    public record StepDefinition(String pattern, String place, boolean used) {}

    public Stream<ScenarioText> scenarios() {
        return features.stream().flatMap(feature -> feature.scenarios().stream());
    }
}
