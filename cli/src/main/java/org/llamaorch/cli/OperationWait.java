package org.llamaorch.cli;

import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Waits for a long call and tells its steps on stderr as they come. Confined to one thread. */
final class OperationWait {

    private static final long LOOK_EVERY_MS = 200;

    private final ServerOptions server;

    OperationWait(ServerOptions server) {
        this.server = server;
    }

    /** What the operation brought; its failure becomes a {@link CommandFailure}. */
    JsonNode end(JsonNode started) throws InterruptedException {
        String path = "/v2/operations/" + started.path("operation_id").asString("");
        JsonNode now = started;
        String told = "";
        while (now.path("state").asString("").equals("running")) {
            String step = now.path("progress").path("step").asString("");
            if (!step.equals(told) && !server.json()) {
                System.err.println(step + " ...");
            }
            told = step;
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
            now = server.client().get(path);
        }
        if (now.path("state").asString("").equals("failed")) {
            throw new CommandFailure(ExitCode.REFUSED, Envelope.sentence(now.path("error")));
        }
        return now.path("result");
    }
}
