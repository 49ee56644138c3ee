package org.llamaorch.orchestrator.http.auth;

/** The numbered codes of authentication (contract §1). */
public enum AuthCode {
    MISSING_TOKEN(401, 40101),
    BAD_TOKEN(401, 40102),
    NON_LOOPBACK_WITHOUT_TOKEN(403, 40301),
    BAD_API_KEY(403, 40302),
    SCOPE(403, 40303);

    private final int httpStatus;
    private final int number;

    AuthCode(int httpStatus, int number) {
        this.httpStatus = httpStatus;
        this.number = number;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** The {@code code} of the envelope; the name is its {@code message}. */
    public int number() {
        return number;
    }
}
