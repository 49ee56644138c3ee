package org.llamaorch.orchestrator.http;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes an operation as the control plane shows it. */
final class OperationJson {
    private OperationJson() {}

    static ObjectNode of(OperationView operation) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("operation_id", operation.id());
        body.put("kind", operation.kind());
        body.put("pool_id", operation.poolId());
        body.put("state", operation.state().word());
        body.putObject("progress").put("step", operation.step());
        body.put("started_ms", operation.startedMs());
        if (operation.endedMs() > 0) {
            body.put("ended_ms", operation.endedMs());
        }
        ObjectNode result = operation.result();
        if (result != null) {
            body.set("result", result);
        }
        OperationView.Failure error = operation.error();
        if (error != null) {
            body.putObject("error")
                    .put("code", error.code().name())
                    .put("message", error.message())
                    .put("pool_id", operation.poolId())
                    .put("retriable", error.code().retriable());
        }
        return body;
    }
}
