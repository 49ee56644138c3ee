package org.llamaorch.core.queue;

import org.llamaorch.core.forecast.ServiceTime;

/**
 * The service times of queued tasks, summed up.
 *
 * @param tasks how many
 * @param sumMeanMs sum of their means
 * @param sumVariance sum of their variances, in square milliseconds
 */
public record WorkAhead(int tasks, double sumMeanMs, double sumVariance) {

    public static final WorkAhead NONE = new WorkAhead(0, 0, 0);

    /** One of them, on average. */
    public ServiceTime average() {
        if (tasks == 0) {
            return new ServiceTime(0, 0, false);
        }
        return new ServiceTime(
                Math.max(0, sumMeanMs / tasks), Math.sqrt(Math.max(0, sumVariance / tasks)), true);
    }
}
