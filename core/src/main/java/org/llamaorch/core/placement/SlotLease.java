package org.llamaorch.core.placement;

/**
 * One attempt's hold on one slot of a replica; held until the attempt really is over, by that
 * attempt alone.
 *
 * @param alone whether nothing else may start on the replica meanwhile
 * @param expectedEndMs when the forecast expects it to be over, epoch milliseconds
 */
public record SlotLease(
        Replica replica,
        String caller,
        String taskId,
        int attempt,
        boolean alone,
        long expectedEndMs) {}
