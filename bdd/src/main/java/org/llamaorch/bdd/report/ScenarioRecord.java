package org.llamaorch.bdd.report;

import java.util.List;

/**
 * How a scenario ran.
 *
 * @param file the name of its feature's file
 * @param tags without the {@code @}
 * @param cause why it failed or was skipped; else empty
 * @param said what it had to say while it ran
 * @param folder its folder in the proof bundle, by name
 */
record ScenarioRecord(
        String feature,
        String file,
        int line,
        String name,
        List<String> tags,
        Ending ending,
        long durationMs,
        List<StepRecord> steps,
        String cause,
        List<String> said,
        String folder) {

    ScenarioRecord {
        tags = List.copyOf(tags);
        steps = List.copyOf(steps);
        said = List.copyOf(said);
    }

    /** How a scenario, or a step, ended. */
    enum Ending {
        PASSED,
        FAILED,
        SKIPPED
    }

    /**
     * How a step ran.
     *
     * @param argument its table or text; else empty
     */
    record StepRecord(
            String keyword, String text, String argument, Ending ending, long durationMs) {}
}
