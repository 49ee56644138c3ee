package org.llamaorch.bdd.breakage;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.survey.SourceTree;

/**
 * Breaks the product, once for each breakage, and sees that the scenarios of the broken behaviour
 * fail, which pass while it is whole.
 */
public final class BreakageRun {

    private static final long TRIAL_MINUTES = 10;

    private final SourceTree tree;
    private final Path folder;
    private final Path agent;

    /** Whether a scenario, by its place, passes while the product is whole. */
    private final Map<String, Boolean> passes = new HashMap<>();

    private BreakageRun(SourceTree tree, Path folder) throws IOException {
        this.tree = tree;
        this.folder = folder;
        this.agent = folder.resolve("breakage.jar");
        BreakageAgent.writeTo(agent);
    }

    /**
     * Runs some, or all when none is named, and writes the table.
     *
     * @return the exit code: 0 when each was noticed, 1 when not, 2 for an unknown name
     */
    public static int of(List<String> names) throws IOException, InterruptedException {
        List<Breakage> chosen =
                Breakage.all().stream()
                        .filter(each -> names.isEmpty() || names.contains(each.name()))
                        .toList();
        if (!names.isEmpty() && chosen.size() < Set.copyOf(names).size()) {
            System.out.println(
                    "llama-orch: there is no such breakage; there are "
                            + Breakage.all().stream()
                                    .map(Breakage::name)
                                    .collect(Collectors.joining(", "))
                            + ".");
            return 2;
        }
        Path folder = Files.createTempDirectory("llama-orch-breakages");
        return new BreakageRun(SourceTree.find(), folder).run(chosen) ? 0 : 1;
    }

    private boolean run(List<Breakage> chosen) throws IOException, InterruptedException {
        Path document = tree.root().resolve(BreakageTable.PATH);
        int caught = 0;
        for (Breakage breakage : chosen) {
            List<Outcome> outcomes = trial(breakage, List.of("@" + breakage.behaviour()));
            Set<String> noticed = noticed(outcomes);
            caught += noticed.isEmpty() ? 0 : 1;
            System.out.printf(
                    "  %s  %s (%s): %s%n",
                    noticed.isEmpty() ? "MISSED" : "caught",
                    breakage.name(),
                    breakage.behaviour(),
                    noticed.isEmpty() ? why(outcomes) : String.join("; ", noticed));
            BreakageTable table =
                    BreakageTable.of(Files.exists(document) ? Files.readString(document) : "");
            table.caughtBy(breakage.name(), String.join("; ", noticed));
            Files.writeString(document, table.text());
        }
        System.out.printf("%d breakages, %d caught%n", chosen.size(), caught);
        return caught == chosen.size();
    }

    /** The scenarios that failed because of a breakage: with a daemon, and not without it. */
    private Set<String> noticed(List<Outcome> outcomes) throws IOException, InterruptedException {
        List<Outcome> failed =
                outcomes.stream().filter(each -> each.failed() && !each.withoutDaemon()).toList();
        List<String> unknown =
                failed.stream()
                        .map(Outcome::place)
                        .filter(place -> !passes.containsKey(place))
                        .toList();
        if (!unknown.isEmpty()) {
            trial(null, unknown).forEach(each -> passes.put(each.place(), each.passed()));
        }
        return failed.stream()
                .filter(each -> passes.getOrDefault(each.place(), false))
                .map(Outcome::scenario)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String why(List<Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return "no scenario of it can run here";
        }
        Optional<Outcome> without = outcomes.stream().filter(Outcome::withoutDaemon).findFirst();
        return without.isPresent()
                ? "no daemon came up: " + without.get().cause()
                : outcomes.stream().filter(Outcome::failed).toList().isEmpty()
                        ? outcomes.size() + " scenarios pass"
                        : "its scenarios fail without it too";
    }

    private List<Outcome> trial(@Nullable Breakage breakage, List<String> scenarios)
            throws IOException, InterruptedException {
        Path results = Files.createTempFile(folder, "trial", ".tsv");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                BreakageTrial.class.getName(),
                                results.toString()));
        command.addAll(scenarios);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log()));
        if (breakage != null) {
            builder.environment()
                    .put("LLORCH_BDD_BREAKAGE", "-javaagent:" + agent + "=" + breakage.name());
        }
        Process process = builder.start();
        Thread endWithUs = Thread.ofPlatform().unstarted(process::destroy);
        Runtime.getRuntime().addShutdownHook(endWithUs);
        if (!process.waitFor(TRIAL_MINUTES, TimeUnit.MINUTES)) {
            process.destroy();
            process.waitFor();
        }
        Runtime.getRuntime().removeShutdownHook(endWithUs);
        return Files.readAllLines(results).stream().map(Outcome::of).toList();
    }

    private File log() {
        return folder.resolve("trials.log").toFile();
    }
}
