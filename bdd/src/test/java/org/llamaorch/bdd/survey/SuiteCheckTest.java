package org.llamaorch.bdd.survey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.llamaorch.bdd.survey.Survey.FeatureText;
import org.llamaorch.bdd.survey.Survey.Match;
import org.llamaorch.bdd.survey.Survey.ScenarioText;
import org.llamaorch.bdd.survey.Survey.StepText;

class SuiteCheckTest {

    private static final List<Behaviour> BEHAVIOURS =
            Behaviour.in(
                    """
                    ## B-XX Things
                    | id | behaviour |
                    |---|---|
                    | 001 002 | two of a row |
                    | 003 | what a test shows (*u*) |
                    """);
    private static final List<Requirement> REQUIREMENTS =
            Requirement.in("requirements:\n  XX-1: {level: must, title: \"Something\"}\n");
    private static final List<NamedTest> TESTS = List.of(new NamedTest("B-XX-003", "SomeTest.it"));
    private static final StepText STEP =
            new StepText("Then", "it is so", Match.ONE, Optional.of("Steps.so"));

    @Test
    void findsNothingInThisSuite() {
        assertThat(SuiteCheck.of(SourceTree.find())).isEmpty();
    }

    @Test
    void assertionsOfStepsAreCounted() throws IOException {
        for (Path source : SourceTree.find().sources("main")) {
            if (source.toString().contains("/bdd/steps/")) {
                assertThat(Files.readString(source))
                        .as(source.toString())
                        .doesNotContain("org.assertj.core.api.Assertions");
            }
        }
    }

    @Test
    void isContentWithAWholeSuite() {
        assertThat(findings(scenario(List.of("B-XX-001", "B-XX-002"), STEP))).isEmpty();
    }

    @Test
    void findsIdsThatNothingShows() {
        assertThat(findings(scenario(List.of("B-XX-001"), STEP)))
                .containsExactly("B-XX-002 has no scenario: two of a row");
        assertThat(
                        new SuiteCheck(
                                        survey(scenario(List.of("B-XX-001", "B-XX-002"), STEP)),
                                        BEHAVIOURS,
                                        REQUIREMENTS,
                                        List.of())
                                .findings())
                .containsExactly("B-XX-003 has no test: what a test shows (*u*)");
    }

    @Test
    void findsScenariosWithoutAnIdAndIdsThatNobodyKnows() {
        assertThat(
                        findings(
                                scenario(List.of("B-XX-001", "B-XX-002"), STEP),
                                scenario(List.of("alone"), STEP),
                                scenario(List.of("XX-1", "B-XX-009"), STEP)))
                .containsExactly(
                        "a.feature:7: the scenario 'It is' names no behaviour or requirement",
                        "a.feature:7: nobody knows the id B-XX-009");
    }

    @Test
    void findsStepsWithoutOneDefinition() {
        assertThat(
                        findings(
                                scenario(
                                        List.of("B-XX-001", "B-XX-002"),
                                        new StepText("When", "x", Match.NONE, Optional.empty()),
                                        new StepText(
                                                "When", "y", Match.SEVERAL, Optional.empty()))))
                .containsExactly(
                        "a.feature:7: the step 'x' has no definition",
                        "a.feature:7: the step 'y' has several definitions");
    }

    private static List<String> findings(ScenarioText... scenarios) {
        return new SuiteCheck(survey(scenarios), BEHAVIOURS, REQUIREMENTS, TESTS).findings();
    }

    private static Survey survey(ScenarioText... scenarios) {
        return new Survey(
                List.of(new FeatureText("a.feature", "A", List.of(scenarios))), List.of());
    }

    private static ScenarioText scenario(List<String> tags, StepText... steps) {
        return new ScenarioText("A", "a.feature", 7, "It is", tags, 1, List.of(steps));
    }
}
