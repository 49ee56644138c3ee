package org.llamaorch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line that the runner ends with counts what was run. */
class TestSummaryTest {

    @TempDir Path root;

    private void report(String module, String name, String counts, long atMs) throws IOException {
        Path folder =
                Files.createDirectories(
                        root.resolve(module).resolve("target").resolve("surefire-reports"));
        Path file =
                Files.writeString(
                        folder.resolve("TEST-" + name + ".xml"),
                        "<?xml version=\"1.0\"?>\n<testsuite name=\"x\" time=\"1\" "
                                + counts
                                + ">\n<testcase/><failure message=\"failures=&quot;9&quot;\"/>");
        Files.setLastModifiedTime(file, FileTime.fromMillis(atMs));
    }

    @Test
    void sumsTheReportsOfThisRunOverAllModules() throws IOException {
        report("a", "One", "tests=\"5\" errors=\"1\" skipped=\"1\" failures=\"1\"", 2_000);
        report("a", "Old", "tests=\"50\" errors=\"50\" skipped=\"0\" failures=\"0\"", 500);
        report("b", "Two", "tests=\"3\" errors=\"0\" skipped=\"0\" failures=\"0\"", 1_000);

        TestSummary summary = TestSummary.of(new Project(root), 1_000);

        assertThat(summary.line()).isEqualTo("5 passed, 2 failed");
        assertThat(summary.plus(2, 1).line()).isEqualTo("7 passed, 3 failed");
    }

    @Test
    void aReportThatBrokeOffIsAFailure() {
        assertThat(TestSummary.from("<?xml version")).isEqualTo(new TestSummary(0, 1));
    }

    @Test
    void theSuitesClosingLineIsRead() {
        SuiteRun none = new SuiteRun(1, 0, 0);

        assertThat(
                        SuiteRun.read(
                                "12 features, 80 scenarios (79 passed, 1 failed), 400 steps (399 passed, 1 failed)",
                                none))
                .isEqualTo(new SuiteRun(1, 79, 1));
        assertThat(SuiteRun.read("Scenario: 3 scenarios", none)).isSameAs(none);
    }
}
