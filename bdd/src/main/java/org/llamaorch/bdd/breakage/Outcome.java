package org.llamaorch.bdd.breakage;

import java.util.List;

/**
 * How a scenario of a trial ended.
 *
 * @param status PASSED, FAILED or SKIPPED
 * @param place its file and line, as Cucumber takes them
 * @param ids the ids that it carries
 * @param cause the first line of what failed; else empty
 */
record Outcome(
        String status,
        String place,
        String feature,
        String scenario,
        List<String> ids,
        String cause) {

    Outcome {
        ids = List.copyOf(ids);
    }

    boolean failed() {
        return status.equals("FAILED");
    }

    boolean passed() {
        return status.equals("PASSED");
    }

    /** Whether it failed because no daemon came up, which shows nothing of a behaviour. */
    boolean withoutDaemon() {
        return cause.startsWith("the daemon ended")
                || cause.contains("ms in vain for the daemon to be ready");
    }

    String line() {
        return String.join("\t", status, place, feature, scenario, String.join(" ", ids), cause);
    }

    static Outcome of(String line) {
        String[] fields = line.split("\t", 6);
        return new Outcome(
                fields[0],
                fields[1],
                fields[2],
                fields[3],
                List.of(fields[4].split(" ", -1)),
                fields[5]);
    }
}
