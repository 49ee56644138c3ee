package org.llamaorch.core.placement;

import org.llamaorch.core.forecast.ServiceTime;

/**
 * One attempt's hold on one slot of a replica; held until the attempt really is over, by that
 * attempt alone.
 *
 * @param alone whether nothing else may start on the replica meanwhile
 * @param sinceMs when the attempt began, epoch milliseconds
 * @param service how long the forecast expects it to take
 */
public record SlotLease(
        Replica replica,
        String caller,
        String taskId,
        int attempt,
        boolean alone,
        long sinceMs,
        ServiceTime service) {

    /** When it should be over, epoch milliseconds. */
    long expectedEndMs() {
        return sinceMs + Math.round(service.meanMs());
    }
}
