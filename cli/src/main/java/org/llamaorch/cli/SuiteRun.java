package org.llamaorch.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run of the behaviour suite in a JVM of its own: its output passed on, its closing line read.
 */
record SuiteRun(int exitCode, int passed, int failed) {

    private static final Pattern CLOSING =
            Pattern.compile("\\d+ features?, \\d+ scenarios? \\((\\d+) passed, (\\d+) failed\\).*");

    /** Runs all features, or those at the paths. Blocks until it has ended. */
    static SuiteRun of(Project project, String... paths) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(project.classes("bdd") + File.pathSeparator + project.libraries("bdd"));
        command.add("org.llamaorch.bdd.BehaviourSuite");
        command.addAll(List.of(paths));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .put("LLORCH_BDD_LAUNCHER", project.root().resolve("llama-orch").toString());
        Process child = builder.start();
        Thread endWithUs = Thread.ofPlatform().unstarted(child::destroy);
        Runtime.getRuntime().addShutdownHook(endWithUs);
        int passed = 0;
        int failed = 0;
        try (BufferedReader output = child.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                System.out.println(line);
                Matcher closing = CLOSING.matcher(line);
                if (closing.matches()) {
                    passed = Integer.parseInt(closing.group(1));
                    failed = Integer.parseInt(closing.group(2));
                }
            }
        }
        int exitCode = child.waitFor();
        Runtime.getRuntime().removeShutdownHook(endWithUs);
        return new SuiteRun(exitCode, passed, failed == 0 && exitCode != 0 ? 1 : failed);
    }
}
