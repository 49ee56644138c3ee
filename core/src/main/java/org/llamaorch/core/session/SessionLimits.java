package org.llamaorch.core.session;

/**
 * The limits of sessions.
 *
 * @param ttlMs idle life
 * @param turnsMax completed tasks before the next one starts cold
 * @param sessionsMax most sessions kept
 */
public record SessionLimits(long ttlMs, int turnsMax, int sessionsMax) {

    public SessionLimits {
        if (ttlMs < 1 || turnsMax < 1 || sessionsMax < 1) {
            throw new IllegalArgumentException("sessions need a life, a turn and a place");
        }
    }
}
