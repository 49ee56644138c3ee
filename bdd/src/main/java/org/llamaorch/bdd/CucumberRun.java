package org.llamaorch.bdd;

import io.cucumber.core.options.CommandlineOptionsParser;
import io.cucumber.core.options.RuntimeOptions;
import io.cucumber.core.runtime.Runtime;
import io.cucumber.plugin.Plugin;
import java.util.ArrayList;
import java.util.List;

/** One run of Cucumber over features, with the suite's steps; blocks until it has ended. */
public final class CucumberRun {

    private static final List<String> STEPS = List.of("--glue", "org.llamaorch.bdd.steps");

    private CucumberRun() {}

    /**
     * Runs the scenarios that the arguments pick.
     *
     * @param arguments as Cucumber's command line takes them
     * @param listeners hear what happens, from the threads of the scenarios
     * @return whether nothing failed
     */
    public static boolean of(List<String> arguments, List<? extends Plugin> listeners) {
        List<String> all = new ArrayList<>(STEPS);
        all.addAll(arguments);
        CommandlineOptionsParser parser = new CommandlineOptionsParser(System.out);
        RuntimeOptions options = parser.parse(all.toArray(String[]::new)).build();
        if (parser.exitStatus().isPresent()) {
            return parser.exitStatus().get() == 0;
        }
        Runtime runtime =
                Runtime.builder()
                        .withRuntimeOptions(options)
                        .withClassLoader(CucumberRun.class::getClassLoader)
                        .withAdditionalPlugins(listeners.toArray(Plugin[]::new))
                        .build();
        runtime.run();
        return runtime.exitStatus() == 0;
    }
}
