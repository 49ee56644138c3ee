package org.llamaorch.bdd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.llamaorch.bdd.assertion.StepPositions;
import org.llamaorch.bdd.survey.SourceTree;
import org.llamaorch.bdd.survey.SuiteCheck;

/**
 * Runs the behaviour suite: {@code BehaviourSuite [PATH ...] [CUCUMBER-OPTION ...]}. Exit code 0
 * when every scenario passed; undefined, ambiguous and pending steps count as failed. Two passes:
 * scenarios side by side, then, one by one, those that want the machine for themselves ({@code
 * @alone}).
 */
public final class BehaviourSuite {

    private BehaviourSuite() {}

    public static void main(String[] arguments) {
        System.setProperty("cucumber.publish.quiet", "true");
        System.exit(run(Arrays.asList(arguments), System.getenv()));
    }

    static int run(List<String> arguments, Map<String, String> environment) {
        if (arguments.equals(List.of("--check"))) {
            return check();
        }
        List<String> features = new ArrayList<>();
        List<String> options = new ArrayList<>();
        for (String argument : arguments) {
            (argument.startsWith("-") || !options.isEmpty() ? options : features).add(argument);
        }
        if (features.isEmpty()) {
            features.add(
                    environment.getOrDefault("LLORCH_BDD_FEATURE_PATH", SourceTree.features()));
        }
        for (String feature : features) {
            if (missing(feature)) {
                System.out.println(
                        "llama-orch: there is no feature "
                                + feature
                                + ": give a file, FILE:LINE or a folder, such as"
                                + " bdd/src/main/resources/features/cancel.feature.");
                return 2;
            }
        }
        // An address that was given may have few slots, and no engine of a scenario's own.
        boolean given = environment.containsKey("LLORCH_BDD_TARGET_URL");
        String threads = environment.getOrDefault("LLORCH_BDD_THREADS", given ? "1" : "3");
        boolean good = pass(features, options, "not @alone", threads);
        good &= pass(features, options, "@alone", "1");
        ClosingLine.print(System.out);
        return good && ClosingLine.isGreen() ? 0 : 1;
    }

    private static int check() {
        List<String> findings = SuiteCheck.of(SourceTree.find());
        findings.forEach(System.out::println);
        System.out.println(
                findings.isEmpty() ? "The suite is whole." : findings.size() + " findings");
        return findings.isEmpty() ? 0 : 1;
    }

    private static boolean missing(String feature) {
        return !feature.startsWith("classpath:")
                && !Files.exists(Path.of(feature.replaceAll("(:\\d+)+$", "")));
    }

    private static boolean pass(
            List<String> features, List<String> options, String tags, String threads) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--plugin",
                                ClosingLine.class.getName(),
                                "--tags",
                                tags,
                                "--threads",
                                threads,
                                "--no-summary"));
        all.addAll(options);
        all.addAll(features);
        return CucumberRun.of(all, List.of(new StepPositions()));
    }
}
