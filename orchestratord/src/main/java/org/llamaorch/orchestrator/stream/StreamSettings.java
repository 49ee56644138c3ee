package org.llamaorch.orchestrator.stream;

/**
 * Every time and size of the token path (contract §3).
 *
 * @param durable whether the history is written to files; false keeps it in memory only (durability
 *     {@code memory})
 * @param segmentBytes size of a history segment; filled with zeros when it is made
 * @param totalBytes most bytes of all segments together; beyond it storage is full
 * @param reserveBytes preallocated for terminals and {@code started} frames when storage is full
 * @param firstBlockBytes first block of a stream; later ones double
 * @param largestBlockBytes where doubling stops
 * @param maxFrameBytes longest single frame
 * @param keepEndedMs how long a finished stream stays readable
 * @param commentEveryMs silence after which a comment is sent
 * @param stalledAfterMs a listener that takes nothing for so long is closed
 * @param metricsOnChangeMs least milliseconds between two metrics frames of a queued task
 * @param metricsAtLeastMs most milliseconds between two metrics frames of a queued task
 * @param metricsWaitMs how long the terminal waits for the metrics frame before it
 * @param headHoldMs how long the OpenAI door holds the status line for the first token
 * @param writeBytes most bytes a listener hands to the socket in one write
 * @param tickMs how often an event loop looks at its listeners' times
 */
public record StreamSettings(
        boolean durable,
        int segmentBytes,
        long totalBytes,
        int reserveBytes,
        int firstBlockBytes,
        int largestBlockBytes,
        int maxFrameBytes,
        long keepEndedMs,
        long commentEveryMs,
        long stalledAfterMs,
        long metricsOnChangeMs,
        long metricsAtLeastMs,
        long metricsWaitMs,
        long headHoldMs,
        int writeBytes,
        long tickMs) {

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    public StreamSettings {
        if (firstBlockBytes < 1024
                || largestBlockBytes < firstBlockBytes
                || segmentBytes < largestBlockBytes
                || reserveBytes < firstBlockBytes
                || totalBytes < segmentBytes
                || maxFrameBytes < 256) {
            throw new IllegalArgumentException(
                    "sizes must rise: 1024 <= first block <= largest block <= segment <= total,"
                            + " first block <= reserve, frame >= 256");
        }
        if (keepEndedMs < 0
                || commentEveryMs < 1
                || stalledAfterMs < 1
                || metricsOnChangeMs < 1
                || metricsAtLeastMs < metricsOnChangeMs
                || metricsWaitMs < 1
                || headHoldMs < 0
                || writeBytes < 1024
                || tickMs < 1) {
            throw new IllegalArgumentException("times of the token path must be positive");
        }
    }

    /** The figures of the contract. */
    public static StreamSettings defaults() {
        boolean durable = true;
        int segmentBytes = 8 * MIB;
        long totalBytes = 4_096L * MIB;
        int reserveBytes = 4 * MIB;
        int firstBlockBytes = 4 * KIB;
        int largestBlockBytes = 64 * KIB;
        int maxFrameBytes = 32 * MIB;
        long keepEndedMs = 600_000;
        long commentEveryMs = 15_000;
        long stalledAfterMs = 60_000;
        long metricsOnChangeMs = 1_000;
        long metricsAtLeastMs = 2_000;
        long metricsWaitMs = 500;
        long headHoldMs = 15_000;
        int writeBytes = 64 * KIB;
        long tickMs = 100;
        return new StreamSettings(
                durable,
                segmentBytes,
                totalBytes,
                reserveBytes,
                firstBlockBytes,
                largestBlockBytes,
                maxFrameBytes,
                keepEndedMs,
                commentEveryMs,
                stalledAfterMs,
                metricsOnChangeMs,
                metricsAtLeastMs,
                metricsWaitMs,
                headHoldMs,
                writeBytes,
                tickMs);
    }

    /** The same with nothing written to files. */
    public StreamSettings inMemory() {
        return new StreamSettings(
                false,
                segmentBytes,
                totalBytes,
                reserveBytes,
                firstBlockBytes,
                largestBlockBytes,
                maxFrameBytes,
                keepEndedMs,
                commentEveryMs,
                stalledAfterMs,
                metricsOnChangeMs,
                metricsAtLeastMs,
                metricsWaitMs,
                headHoldMs,
                writeBytes,
                tickMs);
    }
}
