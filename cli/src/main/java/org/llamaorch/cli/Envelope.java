package org.llamaorch.cli;

import tools.jackson.databind.JsonNode;

/** Reads the error envelope (contract §1) for a person. */
final class Envelope {

    private Envelope() {}

    /** Code, message, the member that is wrong, and the hint, as one line. */
    static String sentence(JsonNode envelope) {
        StringBuilder line = new StringBuilder();
        line.append(envelope.path("code").asString("error")).append(": ");
        line.append(envelope.path("message").asString("no message"));
        if (envelope.hasNonNull("field")) {
            line.append(" (").append(envelope.path("field").asString("")).append(')');
        }
        if (envelope.hasNonNull("retry_after_ms")) {
            long seconds = (envelope.path("retry_after_ms").asLong(0) + 999) / 1000;
            line.append("; try again in ").append(seconds).append(" s");
        }
        if (envelope.hasNonNull("hint")) {
            line.append(" [").append(envelope.path("hint").asString("")).append(']');
        }
        return line.toString();
    }
}
