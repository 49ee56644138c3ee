package org.llamaorch.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** Sets up and runs all tests. */
@Command(
        name = "test",
        customSynopsis = "llama-orch test [--check-format] [--record] [MAVEN-ARGUMENT...]",
        description =
                "Runs all tests: every module's, then the behaviour suite. Ends with a line 'N "
                        + "passed, N failed'. Further arguments go to Maven; with some, the behaviour "
                        + "suite is left out.",
        footerHeading = "%nExamples:%n",
        footer = {"  llama-orch test", "  llama-orch test -pl core -am"})
final class TestCommand implements Callable<Integer> {

    @Option(
            names = "--check-format",
            description = "fails on a source that is not formatted, instead of formatting it")
    private boolean checkFormat;

    @Option(
            names = "--record",
            description = "keeps how the behaviour suite went, as 'bdd --record' does")
    private boolean record;

    @Unmatched private final List<String> mavenArguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (record && !mavenArguments.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--record wants the behaviour suite, which arguments for Maven leave out: "
                            + String.join(" ", mavenArguments)
                            + ".");
        }
        Project project = Project.require("test");
        long since = System.currentTimeMillis();
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "-ntp", "--fail-at-end"));
        command.add("-f");
        command.add(project.root().resolve("pom.xml").toString());
        command.add("test");
        if (checkFormat) {
            command.add("-Dformat.goal=check");
        }
        command.addAll(mavenArguments);
        int maven = ChildProcess.run(command);
        TestSummary summary = TestSummary.of(project, since);
        int bdd = 0;
        if (mavenArguments.isEmpty() && maven == 0) {
            SuiteRun suite = SuiteRun.of(project, record ? List.of("--record") : List.of());
            bdd = suite.exitCode();
            summary = summary.plus(suite.passed(), suite.failed());
        }
        System.out.println(summary.line());
        return maven == 0 && bdd == 0 && summary.failed() == 0 && summary.passed() > 0
                ? ExitCode.OK
                : ExitCode.FAILED;
    }
}
