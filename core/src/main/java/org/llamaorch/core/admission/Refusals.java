package org.llamaorch.core.admission;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.core.placement.Pool;

/** The refusals as they go out: code, advice, and for 429 and 503 the wait (contract §1). */
public final class Refusals {

    private Refusals() {}

    /** The request itself is wrong; sending it again does not help. */
    public static Admission.Refused wrong(ErrorCode code, String message, @Nullable String field) {
        return new Admission.Refused(code, message, field, null, null, false, null, null, null);
    }

    /** Not now: 503 with the wait. */
    public static Admission.Refused notNow(
            ErrorCode code,
            String message,
            @Nullable EngineKind engine,
            @Nullable String poolId,
            long retryAfterMs) {
        return new Admission.Refused(
                code, message, null, engine, poolId, true, null, retryAfterMs, null);
    }

    /** No room: 429 with the policy that refused and the wait. */
    public static Admission.Refused noRoom(
            ErrorCode code, String message, Pool pool, String policyLabel, long retryAfterMs) {
        return new Admission.Refused(
                code,
                message,
                null,
                pool.spec().engine(),
                pool.id(),
                true,
                policyLabel,
                retryAfterMs,
                null);
    }

    /** The caller sends more than it may: 429 with the wait. */
    public static Admission.Refused throttled(
            String message, @Nullable EngineKind engine, long retryAfterMs) {
        return new Admission.Refused(
                ErrorCode.ADMISSION_REJECT,
                message,
                null,
                engine,
                null,
                true,
                "rate-limit",
                retryAfterMs,
                null);
    }

    /** The deadline cannot be met. */
    public static Admission.Refused tooLate(
            String message, @Nullable Pool pool, boolean retriable) {
        return new Admission.Refused(
                ErrorCode.DEADLINE_UNMET,
                message,
                "/deadline_ms",
                pool == null ? null : pool.spec().engine(),
                pool == null ? null : pool.id(),
                retriable,
                null,
                null,
                null);
    }
}
