package org.llamaorch.bdd.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.llamaorch.bdd.report.LastFullRun.FeatureRun;
import org.llamaorch.bdd.survey.SourceTree;

/** What a run leaves in its folder: the report, the proof and its index, and how it ended. */
public final class SuiteReport {

    private final Path folder;
    private final RunRecorder recorder = new RunRecorder();
    private final long began = System.nanoTime();

    private SuiteReport(Path folder) {
        this.folder = folder;
    }

    /** Begins one; whatever an earlier run left in the folder is replaced. */
    public static SuiteReport begin(Path folder) throws IOException {
        Files.createDirectories(folder);
        ProofBundle.begin(folder);
        return new SuiteReport(folder);
    }

    /** What is to hear the run. */
    public RunRecorder recorder() {
        return recorder;
    }

    /**
     * Writes it.
     *
     * @param what was run, in a sentence
     * @return the report's file
     */
    public Path write(String what) throws IOException {
        List<ScenarioRecord> scenarios = recorder.scenarios();
        Path report = folder.resolve("report.html");
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        Files.writeString(report, new HtmlReport(folder, scenarios, what, tookMs).html());
        Files.writeString(folder.resolve("proof").resolve("index.md"), index(scenarios));
        return report;
    }

    /** How it went, feature by feature; for {@link LastFullRun#PATH} when it ran all of them. */
    public LastFullRun run() {
        return LastFullRun.of(
                recorder.scenarios(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }

    /** Records how it went with the sources, for the documents. */
    public void record(SourceTree tree) {
        run().write(tree);
    }

    private String index(List<ScenarioRecord> scenarios) {
        StringBuilder index = new StringBuilder("# Proof\n\n");
        index.append(
                "A folder a scenario: what it asked and was answered (transcript.txt), the frames of");
        index.append(
                " its streams, its daemon's metrics at the end, the logs of what it started.\n\n");
        features(index);
        index.append("| scenario | ended | s | ids | folder |\n|---|---|---|---|---|\n");
        for (ScenarioRecord each : scenarios) {
            index.append(
                    String.format(
                            Locale.ROOT,
                            "| %s: %s | %s | %.1f | %s | %s |%n",
                            each.feature(),
                            each.name().replace("|", "\\|"),
                            each.ending().name().toLowerCase(Locale.ROOT),
                            each.durationMs() / 1_000.0,
                            String.join(" ", each.tags()),
                            link(each.folder())));
        }
        return index.toString();
    }

    /** Where the time went. */
    private void features(StringBuilder index) {
        index.append("| feature | scenarios | s of all of them |\n|---|---|---|\n");
        run().features().stream()
                .sorted(Comparator.comparingInt(FeatureRun::seconds).reversed())
                .forEach(each ->
                        index.append(
                                "| %s | %d | %d |\n"
                                        .formatted(
                                                each.name(),
                                                each.passed() + each.failed(),
                                                each.seconds())));
        index.append('\n');
    }

    private String link(String name) {
        Path of = folder.resolve("proof").resolve(name);
        return Files.isDirectory(of) ? "[%s](%s/)".formatted(name, name) : "";
    }
}
