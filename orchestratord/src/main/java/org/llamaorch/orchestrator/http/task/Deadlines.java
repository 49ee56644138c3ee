package org.llamaorch.orchestrator.http.task;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.SessionInfo;
import org.llamaorch.orchestrator.http.json.InvalidMember;
import org.llamaorch.orchestrator.http.json.Members;

/** Reads deadlines: one that has passed already is DEADLINE_UNMET, not a wrong type (B-DP-002). */
public final class Deadlines {
    /** Longest deadline, in milliseconds; added to a clock it stays far from overflowing. */
    public static final long MAX_MS = SessionInfo.UNLIMITED;

    private Deadlines() {}

    static @Nullable Long read(Members request, String name) {
        BigDecimal deadlineMs = request.wholeNumber(name);
        return deadlineMs == null ? null : checked(deadlineMs, request.at(name));
    }

    /**
     * The deadline in milliseconds.
     *
     * @param at JSON Pointer to it; empty when it came in a header
     */
    public static long checked(BigDecimal deadlineMs, String at) {
        if (deadlineMs.signum() <= 0) {
            throw new InvalidMember(
                    ErrorCode.DEADLINE_UNMET,
                    at,
                    "The deadline has passed already: it counts from admission and must be above 0 ms.");
        }
        if (deadlineMs.compareTo(BigDecimal.valueOf(MAX_MS)) > 0) {
            throw new InvalidMember(at, "The deadline must be at most " + MAX_MS + " ms.");
        }
        return deadlineMs.longValueExact();
    }
}
