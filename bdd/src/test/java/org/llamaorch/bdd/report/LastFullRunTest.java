package org.llamaorch.bdd.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.bdd.report.LastFullRun.FeatureRun;
import org.llamaorch.bdd.report.ScenarioRecord.Ending;
import org.llamaorch.bdd.report.ScenarioRecord.StepRecord;
import org.llamaorch.bdd.survey.SourceTree;

class LastFullRunTest {

    @TempDir private Path folder;

    @Test
    void isKeptAsItWasRecorded() throws IOException {
        Files.createDirectories(folder.resolve("docs"));
        SourceTree tree = new SourceTree(folder);
        LastFullRun run =
                LastFullRun.of(
                        List.of(
                                scenario("Cancel", Ending.PASSED, 1_400),
                                scenario("Cancel", Ending.FAILED, 200),
                                scenario("Admission", Ending.SKIPPED, 0)),
                        61_000);

        assertThat(LastFullRun.find(tree)).isEmpty();
        run.write(tree);

        assertThat(LastFullRun.find(tree)).contains(run);
        assertThat(run)
                .isEqualTo(
                        new LastFullRun(
                                61,
                                List.of(
                                        new FeatureRun("Admission", 0, 0, 1, 1, 0),
                                        new FeatureRun("Cancel", 1, 1, 0, 2, 2)),
                                List.of("Admission: a scenario: no such tool")));
    }

    private static ScenarioRecord scenario(String feature, Ending ending, long durationMs) {
        return new ScenarioRecord(
                feature,
                "some.feature",
                1,
                "a scenario",
                List.of(),
                ending,
                durationMs,
                List.of(new StepRecord("Given", "a thing", "", Ending.PASSED, 1)),
                ending == Ending.PASSED ? "" : "no such tool",
                List.of(),
                "folder");
    }
}
