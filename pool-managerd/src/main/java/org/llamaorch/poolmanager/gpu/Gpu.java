package org.llamaorch.poolmanager.gpu;

/**
 * A GPU as {@code nvidia-smi} tells of it.
 *
 * @param index its number, which masks name
 * @param memoryTotalBytes of its memory
 * @param memoryFreeBytes of its memory, now
 * @param utilizationPercent how busy it is; -1 where it does not say
 * @param computeCapability such as {@code 9.0}; empty where it does not say
 * @param busId such as {@code 00000000:01:00.0}
 */
public record Gpu(
        int index,
        String name,
        long memoryTotalBytes,
        long memoryFreeBytes,
        int utilizationPercent,
        String computeCapability,
        String busId) {}
