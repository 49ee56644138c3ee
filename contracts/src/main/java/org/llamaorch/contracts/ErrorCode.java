package org.llamaorch.contracts;

/**
 * The error codes of contract §1 with their HTTP status and whether the same request may be sent
 * again.
 */
public enum ErrorCode {
    INVALID_PARAMS(400, false),
    DEADLINE_UNMET(400, false),
    UNTRUSTED_ARTIFACT(400, false),
    BUDGET_EXHAUSTED(403, false),
    MODEL_DEPRECATED(403, false),
    HOST_NOT_ALLOWED(403, false),
    ORIGIN_NOT_ALLOWED(403, false),
    NOT_FOUND(404, false),
    TASK_NOT_FOUND(404, false),
    POOL_NOT_FOUND(404, false),
    MODEL_NOT_FOUND(404, false),
    ARTIFACT_NOT_FOUND(404, false),
    NODE_NOT_FOUND(404, false),
    OPERATION_NOT_FOUND(404, false),
    METHOD_NOT_ALLOWED(405, false),
    TASK_ID_CONFLICT(409, false),
    RELOAD_FAILED(409, true),
    PAYLOAD_TOO_LARGE(413, false),
    UNSUPPORTED_MEDIA_TYPE(415, false),
    HEADERS_TOO_LARGE(431, false),
    ADMISSION_REJECT(429, true),
    QUEUE_FULL_DROP_LRU(429, true),
    POOL_UNREADY(503, true),
    POOL_UNAVAILABLE(503, true),
    JOURNAL_FULL(503, true),
    SHUTTING_DOWN(503, true),
    REPLICA_EXHAUSTED(503, true),
    DECODE_TIMEOUT(500, true),
    WORKER_RESET(500, true),
    CANCELED(499, false),
    INTERNAL(500, true);

    private final int httpStatus;
    private final boolean retriable;

    ErrorCode(int httpStatus, boolean retriable) {
        this.httpStatus = httpStatus;
        this.retriable = retriable;
    }

    /**
     * The status of a refusal with this code; {@code CANCELED} is only ever an event and has none
     * of its own.
     */
    public int httpStatus() {
        return httpStatus;
    }

    /** Whether the same request may be sent again (on a terminal event: under a new task id). */
    public boolean retriable() {
        return retriable;
    }
}
