package org.llamaorch.bdd;

import io.cucumber.core.cli.Main;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Runs the behaviour suite: {@code BehaviourSuite [PATH ...]}. Exit code 0 when every scenario
 * passed; undefined, ambiguous and pending steps count as failed.
 */
public final class BehaviourSuite {

    private static final String ALL_FEATURES = "classpath:features";

    private BehaviourSuite() {}

    public static void main(String[] arguments) {
        System.exit(run(Arrays.asList(arguments), System.getenv()));
    }

    static int run(List<String> arguments, Map<String, String> environment) {
        List<String> features = new ArrayList<>();
        List<String> options = new ArrayList<>();
        for (String argument : arguments) {
            (argument.startsWith("-") || !options.isEmpty() ? options : features).add(argument);
        }
        if (features.isEmpty()) {
            features.add(environment.getOrDefault("LLORCH_BDD_FEATURE_PATH", ALL_FEATURES));
        }
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "--glue",
                                "org.llamaorch.bdd.steps",
                                "--plugin",
                                ClosingLine.class.getName(),
                                "--threads",
                                environment.getOrDefault("LLORCH_BDD_THREADS", "4"),
                                "--no-summary"));
        all.addAll(options);
        all.addAll(features);
        int status = Main.run(all.toArray(String[]::new), BehaviourSuite.class.getClassLoader());
        return status == 0 && ClosingLine.ranSomething() ? 0 : 1;
    }
}
