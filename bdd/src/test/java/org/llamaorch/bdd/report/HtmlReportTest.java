package org.llamaorch.bdd.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.bdd.report.ScenarioRecord.Ending;
import org.llamaorch.bdd.report.ScenarioRecord.StepRecord;

class HtmlReportTest {

    @TempDir private Path folder;

    @Test
    void tellsFailuresFirstWithTheEndOfTheLogAndSaysWhyItSkipped() throws IOException {
        Path proof = Files.createDirectories(folder.resolve("proof").resolve("a-2"));
        Files.writeString(
                proof.resolve("daemon.log"),
                "{\"ts\":\"2026-01-02T03:04:05.678Z\",\"level\":\"ERROR\",\"human\":\"It <broke>.\"}\n");
        String page =
                new HtmlReport(
                                folder,
                                List.of(
                                        scenario(1, Ending.PASSED, ""),
                                        scenario(2, Ending.FAILED, "expected <this>"),
                                        scenario(3, Ending.SKIPPED, "there is no GPU")),
                                "All features.",
                                61_000)
                        .html();
        assertThat(page)
                .contains("1 scenario failed", "expected &lt;this&gt;", "Skipped: there is no GPU")
                .contains("03:04:05.678 ERROR It &lt;broke&gt;.", "proof/a-2/daemon.log", "61.0 s")
                .doesNotContain("http://", "https://", "<broke>");
        assertThat(page.indexOf("<h2>Failed")).isLessThan(page.indexOf("<h2>Features"));
    }

    private static ScenarioRecord scenario(int line, Ending ending, String cause) {
        return new ScenarioRecord(
                "A",
                "a.feature",
                line,
                "Scenario " + line,
                List.of("B-XX-001"),
                ending,
                1_200,
                List.of(new StepRecord("Then", "it is so", "| a |", ending, 5)),
                cause,
                List.of(),
                "a-" + line);
    }
}
