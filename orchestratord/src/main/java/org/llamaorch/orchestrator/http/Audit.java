package org.llamaorch.orchestrator.http;

import org.llamaorch.contracts.Scope;
import org.llamaorch.orchestrator.http.auth.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records who changes something through an operation of control or nodes, and who may not. Safe
 * from any thread.
 */
final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);

    private Audit() {}

    /** The caller is let at an operation that changes something for others. */
    static void used(Operation operation, Caller caller, Asked asked) {
        record(operation, caller, asked, "A caller uses an operation of control.");
    }

    /** The caller's key lacks the scope. */
    static void refused(Operation operation, Caller caller, Asked asked) {
        record(operation, caller, asked, "A caller is refused: its key lacks the scope.");
    }

    /** Whether the operation is one of control or nodes. */
    static boolean concerns(Operation operation) {
        boolean control =
                operation.scopes().contains(Scope.CONTROL)
                        && !operation.scopes().contains(Scope.DATA);
        return control || operation.needsBearer();
    }

    private static void record(Operation operation, Caller caller, Asked asked, String human) {
        LOG.atInfo()
                .addKeyValue("correlation_id", asked.correlationId())
                .addKeyValue("identity", caller.identity())
                .addKeyValue("actor", caller.name())
                .addKeyValue("action", operation.id())
                .addKeyValue("target", asked.target())
                .log(human);
    }
}
