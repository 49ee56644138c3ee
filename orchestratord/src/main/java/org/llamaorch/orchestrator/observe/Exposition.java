package org.llamaorch.orchestrator.observe;

/**
 * The body of an answer to {@code GET /metrics} and its content type.
 *
 * @param body not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Written out once and never compared.
public record Exposition(String contentType, byte[] body) {}
