package org.llamaorch.orchestrator.http;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Scope;
import org.llamaorch.orchestrator.http.auth.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Records who changes something through an operation of control or nodes, and who was refused with
 * 401 or 403. Of the refusals, whose number anybody decides, so many a minute are recorded for each
 * cause, and the others counted: a flood of wrong keys neither fills a disk nor hides who lacks a
 * scope. Safe from any thread.
 */
final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);

    /** A path may be as long as a request's head. */
    private static final int TARGET_LENGTH_MAX = 200;

    private final int refusalsPerMinute;
    private final LongSupplier nanos;

    /** By cause, which are few: the codes of 401 and 403. */
    private final Map<String, RecordRate> rates = new ConcurrentHashMap<>();

    Audit(int refusalsPerMinute) {
        this(refusalsPerMinute, System::nanoTime);
    }

    Audit(int refusalsPerMinute, LongSupplier nanos) {
        this.refusalsPerMinute = refusalsPerMinute;
        this.nanos = nanos;
    }

    /** The caller is let at an operation that changes something for others. */
    void used(Operation operation, Caller caller, Asked asked) {
        record(operation, asked)
                .addKeyValue("actor", caller.name())
                .log("A caller uses an operation of control.");
    }

    /**
     * The request was refused before any operation took it.
     *
     * @param operation null where nothing is served
     * @param caller null when nobody knows who it is
     * @param peer the address it came from; null when its connection is gone
     */
    void refused(
            @Nullable Operation operation,
            @Nullable Caller caller,
            @Nullable String peer,
            Asked asked,
            Problem problem) {
        OptionalLong leftOut =
                rates.computeIfAbsent(problem.name(), _ -> new RecordRate(refusalsPerMinute, nanos))
                        .take();
        if (leftOut.isEmpty()) {
            return;
        }
        LoggingEventBuilder record =
                record(operation, asked)
                        .addKeyValue("actor", caller == null ? "unknown" : caller.name())
                        .addKeyValue("peer", peer)
                        .addKeyValue("error_kind", problem.name());
        if (leftOut.getAsLong() > 0) {
            record = record.addKeyValue("left_out", leftOut.getAsLong());
        }
        record.log(sentence(problem.name()));
    }

    private static String sentence(String cause) {
        return switch (cause) {
            case "MISSING_TOKEN" -> "A request without a key is refused.";
            case "BAD_TOKEN", "BAD_API_KEY" -> "A request with a wrong key is refused.";
            case "SCOPE" -> "A caller is refused: its key lacks the scope.";
            default -> "A request is refused: a page or a name from elsewhere sends it.";
        };
    }

    /** Whether the operation is one of control or nodes. */
    static boolean concerns(Operation operation) {
        boolean control =
                operation.scopes().contains(Scope.CONTROL)
                        && !operation.scopes().contains(Scope.DATA);
        return control || operation.needsBearer();
    }

    private static LoggingEventBuilder record(@Nullable Operation operation, Asked asked) {
        String target = asked.target();
        return LOG.atInfo()
                .addKeyValue("correlation_id", asked.correlationId())
                .addKeyValue("identity", asked.identity())
                .addKeyValue("action", operation == null ? "request" : operation.id())
                .addKeyValue(
                        "target",
                        target.length() <= TARGET_LENGTH_MAX
                                ? target
                                : target.substring(0, TARGET_LENGTH_MAX));
    }
}
