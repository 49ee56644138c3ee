package org.llamaorch.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many tests passed and failed, as the runner's reports count them. */
record TestSummary(int passed, int failed) {

    private static final Pattern COUNT =
            Pattern.compile("\\b(tests|errors|failures|skipped)=\"(\\d+)\"");

    /**
     * Sums the modules' reports that were written at or after {@code sinceMs}, epoch milliseconds.
     */
    static TestSummary of(Project project, long sinceMs) throws IOException {
        TestSummary sum = new TestSummary(0, 0);
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(project.root())) {
            for (Path module : modules) {
                Path reports = module.resolve("target").resolve("surefire-reports");
                if (!Files.isDirectory(reports)) {
                    continue;
                }
                try (DirectoryStream<Path> files =
                        Files.newDirectoryStream(reports, "TEST-*.xml")) {
                    for (Path file : files) {
                        if (Files.getLastModifiedTime(file).toMillis() >= sinceMs) {
                            TestSummary one = from(Files.readString(file));
                            sum = sum.plus(one.passed, one.failed);
                        }
                    }
                }
            }
        }
        return sum;
    }

    /** Reads the counts of one report's root element. */
    static TestSummary from(String report) {
        int root = report.indexOf("<testsuite");
        int end = root < 0 ? -1 : report.indexOf('>', root);
        if (end < 0) {
            return new TestSummary(0, 1); // a report that broke off is a run that did
        }
        int tests = 0;
        int failed = 0;
        int skipped = 0;
        Matcher counts = COUNT.matcher(report.substring(root, end));
        while (counts.find()) {
            int count = Integer.parseInt(counts.group(2));
            switch (counts.group(1)) {
                case "tests" -> tests = count;
                case "skipped" -> skipped = count;
                default -> failed += count;
            }
        }
        return new TestSummary(tests - failed - skipped, failed);
    }

    TestSummary plus(int morePassed, int moreFailed) {
        return new TestSummary(passed + morePassed, failed + moreFailed);
    }

    String line() {
        return passed + " passed, " + failed + " failed";
    }
}
