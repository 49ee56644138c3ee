package org.llamaorch.bdd.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.llamaorch.bdd.report.ScenarioRecord.Ending;

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
     * @param whole whether all features ran against daemons of their own
     * @return the report's file
     */
    public Path write(String what, boolean whole) throws IOException {
        List<ScenarioRecord> scenarios = recorder.scenarios();
        Path report = folder.resolve("report.html");
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        Files.writeString(report, new HtmlReport(folder, scenarios, what, tookMs).html());
        Files.writeString(folder.resolve("proof").resolve("index.md"), index(scenarios));
        if (whole) {
            LastFullRun.write(
                    folder,
                    count(scenarios, Ending.PASSED),
                    count(scenarios, Ending.FAILED),
                    count(scenarios, Ending.SKIPPED));
        }
        return report;
    }

    private static long count(List<ScenarioRecord> scenarios, Ending ending) {
        return scenarios.stream().filter(each -> each.ending() == ending).count();
    }

    private String index(List<ScenarioRecord> scenarios) {
        StringBuilder index = new StringBuilder("# Proof\n\n");
        index.append(
                "A folder a scenario: what it asked and was answered (transcript.txt), the frames of");
        index.append(
                " its streams, its daemon's metrics at the end, the logs of what it started.\n\n");
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

    private String link(String name) {
        Path of = folder.resolve("proof").resolve(name);
        return Files.isDirectory(of) ? "[%s](%s/)".formatted(name, name) : "";
    }
}
