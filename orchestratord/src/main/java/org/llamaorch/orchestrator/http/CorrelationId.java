package org.llamaorch.orchestrator.http;

import java.util.List;
import java.util.UUID;

/** The id that ties a request to its answer, log records and transcript (contract §1, B-MW-001). */
final class CorrelationId {
    static final String HEADER = "X-Correlation-Id";
    private static final int LENGTH_MAX = 128;

    private CorrelationId() {}

    /** The one id that was sent, when it may be echoed; otherwise a new one. */
    static String of(List<String> sent) {
        return sent.size() == 1 && isValid(sent.getFirst())
                ? sent.getFirst()
                : UUID.randomUUID().toString();
    }

    /** Whether what was sent is at most one id of printable ASCII, 1 to 128 characters. */
    static boolean isFine(List<String> sent) {
        return sent.isEmpty() || (sent.size() == 1 && isValid(sent.getFirst()));
    }

    private static boolean isValid(String id) {
        return !id.isEmpty()
                && id.length() <= LENGTH_MAX
                && id.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
    }
}
