package org.llamaorch.orchestrator.http;

import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.orchestrator.http.auth.AuthCode;
import org.llamaorch.orchestrator.http.json.InvalidMember;

/**
 * An answer that is not what was asked for: the error envelope of contract §1 before it is written
 * in one API's shape or the other's.
 *
 * @param status HTTP status
 * @param name the code's name
 * @param number the code's number for authentication, which is what the envelope then shows; else 0
 * @param message what to do about it
 * @param field JSON Pointer to the member that is wrong; null when it is none
 * @param retriable whether the same request may be sent again; null where that says nothing
 * @param retryAfterMs how long to wait first; null when a wait does not help
 * @param allow methods of a 405; null otherwise
 */
public record Problem(
        int status,
        String name,
        int number,
        String message,
        @Nullable EngineKind engine,
        @Nullable String poolId,
        @Nullable String field,
        @Nullable Boolean retriable,
        @Nullable Long retryAfterMs,
        @Nullable String policyLabel,
        @Nullable String hint,
        @Nullable String allow) {

    public static Problem of(ErrorCode code, String message) {
        return named(code, message, null, null);
    }

    /** A problem with one member of the body, or with the body as a whole ({@code ""}). */
    public static Problem in(ErrorCode code, String field, String message) {
        return named(code, message, field, null);
    }

    public static Problem of(InvalidMember invalid) {
        return named(invalid.code(), invalid.text(), invalid.pointer(), null);
    }

    /** A problem with a pool. */
    static Problem inPool(ErrorCode code, String poolId, String message) {
        return new Problem(
                code.httpStatus(),
                code.name(),
                0,
                message,
                null,
                poolId,
                null,
                code.retriable(),
                null,
                null,
                null,
                null);
    }

    public static Problem of(AuthCode code, String hint) {
        return new Problem(
                code.httpStatus(),
                code.name(),
                code.number(),
                code.name(),
                null,
                null,
                null,
                null,
                null,
                null,
                hint,
                null);
    }

    /** The core would not take the task. */
    public static Problem of(Admission.Refused refused) {
        return new Problem(
                refused.code().httpStatus(),
                refused.code().name(),
                0,
                refused.message(),
                refused.engine(),
                refused.poolId(),
                refused.field(),
                refused.retriable(),
                refused.retryAfterMs(),
                refused.policyLabel(),
                refused.hint(),
                null);
    }

    /** A task's terminal that is told by a status line: nothing of its answer was sent yet. */
    public static Problem of(Terminal.Failure failure) {
        return new Problem(
                failure.code().httpStatus(),
                failure.code().name(),
                0,
                failure.message(),
                failure.engine(),
                failure.poolId(),
                null,
                failure.retriable(),
                failure.retryAfterMs(),
                null,
                failure.hint(),
                null);
    }

    /** More requests wait than the core loop keeps waiting. */
    static Problem busy(long retryAfterMs) {
        return new Problem(
                ErrorCode.POOL_UNREADY.httpStatus(),
                ErrorCode.POOL_UNREADY.name(),
                0,
                "Too many requests wait already. Send it again later.",
                null,
                null,
                null,
                true,
                retryAfterMs,
                null,
                null,
                null);
    }

    /** A 429 of HTTP's own limits. */
    static Problem throttled(String policyLabel, String message) {
        return new Problem(
                ErrorCode.ADMISSION_REJECT.httpStatus(),
                ErrorCode.ADMISSION_REJECT.name(),
                0,
                message,
                null,
                null,
                null,
                true,
                null,
                policyLabel,
                null,
                null);
    }

    /** Another method would do: {@code allow} lists them. */
    public static Problem methodNotAllowed(String allow) {
        return named(
                ErrorCode.METHOD_NOT_ALLOWED, "This path answers " + allow + " only.", null, allow);
    }

    /** A defect of ours: what happened is in the log under the correlation id. */
    public static Problem internal() {
        return of(
                ErrorCode.INTERNAL,
                "Something broke inside. Try again; the log has the details under this answer's X-Correlation-Id.");
    }

    /** The same with another member named as the wrong one. */
    Problem withField(@Nullable String pointer) {
        return new Problem(
                status,
                name,
                number,
                message,
                engine,
                poolId,
                pointer,
                retriable,
                retryAfterMs,
                policyLabel,
                hint,
                allow);
    }

    private static Problem named(
            ErrorCode code, String message, @Nullable String field, @Nullable String allow) {
        return new Problem(
                code.httpStatus(),
                code.name(),
                0,
                message,
                null,
                null,
                field,
                code.retriable(),
                null,
                null,
                null,
                allow);
    }
}
