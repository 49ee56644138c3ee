package org.llamaorch.poolmanager.supervise;

import java.time.Duration;

/**
 * The times and counts of supervision (contract §9), all settings so that tests can shorten them.
 *
 * @param startPoll between two looks at an engine that is loading
 * @param loadTimeout longest from the start of the process to its first token
 * @param healthPoll between two looks at an engine that serves
 * @param healthTimeout longest wait for the answer of such a look
 * @param failedPolls looks in a row without an answer that count as a crash
 * @param stopGrace between SIGTERM and SIGKILL
 * @param firstBackoff wait before the first restart; doubles with each
 * @param longestBackoff bound of the doubling
 * @param jitter share by which a wait is moved at random, either way
 * @param healthyReset time of health after which a crash counts as the first again
 * @param cudaFactor how much longer a restart waits when the graphics card failed
 * @param breakerRestarts restarts within {@code breakerWindow} before the breaker opens
 * @param breakerOpen how long it is open the first time; doubles when the trial fails
 * @param longestOpen bound of that doubling
 */
public record SupervisionTimes(
        Duration startPoll,
        Duration loadTimeout,
        Duration healthPoll,
        Duration healthTimeout,
        int failedPolls,
        Duration stopGrace,
        Duration firstBackoff,
        Duration longestBackoff,
        double jitter,
        Duration healthyReset,
        int cudaFactor,
        int breakerRestarts,
        Duration breakerWindow,
        Duration breakerOpen,
        Duration longestOpen) {

    public SupervisionTimes {
        if (failedPolls < 1 || breakerRestarts < 1 || cudaFactor < 1) {
            throw new IllegalArgumentException("counts of supervision are at least 1");
        }
        if (jitter < 0 || jitter >= 1) {
            throw new IllegalArgumentException("jitter is a share below 1");
        }
    }

    /** The figures of the contract. */
    public static SupervisionTimes defaults() {
        return new SupervisionTimes(
                Duration.ofMillis(50),
                Duration.ofMinutes(15),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                3,
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                0.10,
                Duration.ofSeconds(300),
                2,
                10,
                Duration.ofSeconds(60),
                Duration.ofSeconds(300),
                Duration.ofHours(1));
    }
}
