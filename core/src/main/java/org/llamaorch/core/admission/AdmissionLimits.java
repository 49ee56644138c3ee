package org.llamaorch.core.admission;

/**
 * The limits that admission keeps.
 *
 * @param queuedBytesMax bytes of all queued bodies together
 * @param demandsMax most distinct demands queued at once
 * @param onTimeRefuseBelow chance below which a deadline is refused
 * @param sessionTurnsRefuse whether the turn after a session's last is refused
 */
public record AdmissionLimits(
        long queuedBytesMax, int demandsMax, double onTimeRefuseBelow, boolean sessionTurnsRefuse) {

    public AdmissionLimits {
        if (queuedBytesMax < 0 || demandsMax < 1) {
            throw new IllegalArgumentException("admission needs room for a demand");
        }
    }
}
