package org.llamaorch.core.placement;

/**
 * How long a replica is left alone (contract §8).
 *
 * @param faultMs after an engine fault; doubles with each further one in a row
 * @param faultMaxMs longest after faults
 * @param askedMaxMs longest that an engine which says it is full is granted; it gets {@code
 *     faultMs} at least
 */
public record RestSettings(long faultMs, long faultMaxMs, long askedMaxMs) {

    public RestSettings {
        if (faultMs < 1 || faultMaxMs < faultMs || askedMaxMs < faultMs) {
            throw new IllegalArgumentException(
                    "the longest rest of a replica is less than the first");
        }
    }

    /**
     * After faults.
     *
     * @param inRow how many there were in a row, 1 or more
     */
    public long afterFaults(int inRow) {
        long restMs = faultMs;
        for (int i = 1; i < inRow && restMs < faultMaxMs; i++) {
            restMs = Math.min(faultMaxMs, restMs * 2);
        }
        return restMs;
    }

    /** Of an engine that is full and asks for so much. */
    public long asked(long restMs) {
        return Math.clamp(restMs, faultMs, askedMaxMs);
    }
}
