package org.llamaorch.cli;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A run of the behaviour suite: its output passed on, its closing line read. */
record SuiteRun(int exitCode, int passed, int failed) {

    private static final Pattern CLOSING =
            Pattern.compile("\\d+ features?, \\d+ scenarios? \\((\\d+) passed, (\\d+) failed\\).*");

    /** Runs all features, or what the arguments name. Blocks until it has ended. */
    static SuiteRun of(Project project, List<String> arguments)
            throws IOException, InterruptedException {
        SuiteRun[] counted = {new SuiteRun(1, 0, 0)};
        int exitCode =
                BehaviourPrograms.of(project)
                        .run(
                                "org.llamaorch.bdd.BehaviourSuite",
                                arguments,
                                line -> {
                                    System.out.println(line);
                                    counted[0] = read(line, counted[0]);
                                });
        SuiteRun run = counted[0];
        boolean brokeOff = exitCode != 0 && run.failed == 0;
        return new SuiteRun(exitCode, run.passed, brokeOff ? 1 : run.failed);
    }

    /** The counts of a closing line; those before when it is another line. */
    static SuiteRun read(String line, SuiteRun before) {
        Matcher closing = CLOSING.matcher(line);
        return closing.matches()
                ? new SuiteRun(
                        before.exitCode,
                        Integer.parseInt(closing.group(1)),
                        Integer.parseInt(closing.group(2)))
                : before;
    }
}
