package org.llamaorch.bdd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.llamaorch.bdd.assertion.StepPositions;
import org.llamaorch.bdd.breakage.BreakageRun;
import org.llamaorch.bdd.report.LastFullRun;
import org.llamaorch.bdd.report.LastFullRun.FeatureRun;
import org.llamaorch.bdd.report.SuiteReport;
import org.llamaorch.bdd.survey.SourceTree;
import org.llamaorch.bdd.survey.SuiteCheck;

/**
 * Runs the behaviour suite: {@code BehaviourSuite [--record] [PATH ...] [CUCUMBER-OPTION ...]}, or
 * with {@code --check} or {@code --breakages [NAME ...]} looks at the suite itself. Exit code 0 when
 * every scenario passed; undefined, ambiguous and pending steps count as failed. Two passes:
 * scenarios side by side, then, one by one, those that want the machine for themselves ({@code
 * @alone}).
 */
public final class BehaviourSuite {

    private BehaviourSuite() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.setProperty("cucumber.publish.quiet", "true");
        System.exit(run(Arrays.asList(arguments), System.getenv()));
    }

    static int run(List<String> arguments, Map<String, String> environment)
            throws IOException, InterruptedException {
        if (arguments.equals(List.of("--check"))) {
            return check();
        }
        if (!arguments.isEmpty() && arguments.getFirst().equals("--breakages")) {
            return BreakageRun.of(arguments.subList(1, arguments.size()));
        }
        List<String> features = new ArrayList<>();
        List<String> options = new ArrayList<>();
        for (String argument : arguments) {
            (argument.startsWith("-") || !options.isEmpty() ? options : features).add(argument);
        }
        boolean recorded = options.remove("--record");
        boolean all = features.isEmpty() && !environment.containsKey("LLORCH_BDD_FEATURE_PATH");
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
        String threads = environment.getOrDefault("LLORCH_BDD_THREADS", given ? "1" : "4");
        boolean whole = all && options.isEmpty() && !given;
        if (recorded && !whole) {
            System.out.println(
                    "llama-orch: --record wants all features, against daemons of their own: name no"
                            + " feature, no Cucumber option and no LLORCH_BDD_TARGET_URL.");
            return 2;
        }
        SuiteReport report = SuiteReport.begin(folder(environment));
        boolean good = pass(features, options, "not @alone", threads, report);
        good &= pass(features, options, "@alone", "1", report);
        System.out.println(
                "\nThe report is "
                        + report.write(
                                whole
                                        ? "All features, each against daemons of its own."
                                        : "Of " + said(features, environment) + "."));
        slowest(report.run());
        if (recorded) {
            report.record(SourceTree.find());
            System.out.println("How it went is recorded in " + LastFullRun.PATH + ".");
        }
        ClosingLine.print(System.out);
        return good && ClosingLine.isGreen() ? 0 : 1;
    }

    /** Where the time of a run of several features went. */
    private static void slowest(LastFullRun run) {
        if (run.features().size() > 1) {
            System.out.println(
                    run.features().stream()
                            .sorted(Comparator.comparingInt(FeatureRun::seconds).reversed())
                            .limit(8)
                            .map(each -> each.name() + " " + each.seconds() + " s")
                            .collect(
                                    Collectors.joining(
                                            ", ",
                                            "It took " + run.seconds() + " s; most of it went to ",
                                            ".")));
        }
    }

    private static Path folder(Map<String, String> environment) {
        String given = environment.get("LLORCH_BDD_REPORT");
        return given == null ? SourceTree.target().resolve("suite") : Path.of(given);
    }

    private static String said(List<String> features, Map<String, String> environment) {
        String target = environment.get("LLORCH_BDD_TARGET_URL");
        String names =
                String.join(
                        ", ", features.stream().map(each -> each.replaceFirst(".*/", "")).toList());
        return target == null ? names : names + " against " + target;
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
            List<String> features,
            List<String> options,
            String tags,
            String threads,
            SuiteReport report) {
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
        return CucumberRun.of(all, List.of(new StepPositions(), report.recorder()));
    }
}
