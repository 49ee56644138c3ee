package org.llamaorch.orchestrator.http;

/**
 * Which build of the program answers.
 *
 * @param commit hash of the commit it was built from; {@code unknown} outside a repository
 * @param time when it was built, ISO 8601
 */
public record BuildInfo(String commit, String time) {
    /** Version of the wire contract and of the OpenAPI documents. */
    public static final String API_VERSION = "2.0.0";
}
