package org.llamaorch.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Decodes an ended task again and compares its digest with the one that was recorded (LO-09). */
@Command(
        name = "replay",
        description =
                "Decodes an ended task again, strictly and on the same pool, and says whether the"
                        + " text is the same, byte for byte. Prompts are deleted when their task"
                        + " ends, so the request has to be given again: the JSON that was sent.",
        footerHeading =
                "%nThe promise holds for requests with a seed (or temperature 0) and"
                        + " determinism strict.%n%nExample:%n",
        footer = {
            "  echo '{\"task_id\":\"7f0c2a4e-6f0c-4c8e-8a43-0d8f6c0c9b11\",\"model_ref\":\"default\",\"prompt\":\"Once\",",
            "    \"max_tokens\":16,\"seed\":7,\"determinism\":\"strict\"}' > request.json",
            "  curl -s http://127.0.0.1:8080/v2/tasks -H 'Content-Type: application/json' -d @request.json",
            "  llama-orch replay 7f0c2a4e-6f0c-4c8e-8a43-0d8f6c0c9b11 request.json"
        })
final class ReplayCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "the ended task's id")
    private String taskId = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "the request, as it was sent")
    private Path file = Path.of("");

    @Override
    public Integer call() throws InterruptedException {
        OrchestratorClient client = server.client();
        JsonNode before = client.get("/v2/tasks/" + taskId);
        String recorded = digest(before);
        ObjectNode sent = request();
        boolean promised = promised(sent);
        ObjectNode request = again(sent, before);
        client.post("/v2/tasks", request);
        String id = request.path("task_id").asString("");
        PrintStream nowhere =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        int code = new TaskFollower(client, false, nowhere, StatusLine.onStderr()).follow(id, null);
        if (code != ExitCode.OK) {
            return code;
        }
        JsonNode after = client.get("/v2/tasks/" + id);
        tell(before, after, recorded, promised);
        return recorded.equals(digest(after)) ? ExitCode.OK : ExitCode.FAILED;
    }

    /** What it was, but as a task of its own, alone on its replica, on the pool that had it. */
    private static ObjectNode again(ObjectNode request, JsonNode before) {
        request.put("task_id", UUID.randomUUID().toString()).put("determinism", "strict");
        request.remove("session_id");
        request.remove("deadline_ms");
        request.putObject("placement")
                .put("mode", "pin")
                .put("pin_pool_id", before.path("pool_id").asString(""));
        return request;
    }

    private static boolean promised(ObjectNode request) {
        boolean seeded =
                request.has("seed") || request.at("/sampling/temperature").asDouble(1) == 0;
        return seeded && request.path("determinism").asString("").equals("strict");
    }

    private ObjectNode request() {
        try {
            if (Json.MAPPER.readTree(Files.readString(file)) instanceof ObjectNode request) {
                return request;
            }
        } catch (NoSuchFileException _) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "There is no file " + file + ": put the request there that was sent.");
        } catch (IOException problem) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "Cannot read the request " + file + " (" + problem.getMessage() + ").");
        } catch (JacksonException _) {
            // said below
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                "The file " + file + " is no JSON object: give the request that was sent.");
    }

    private static String digest(JsonNode task) {
        String digest = task.at("/end/stream_digest").asString("");
        if (digest.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "The task "
                            + task.path("task_id").asString("")
                            + " has no digest to compare with: only completed tasks have one.");
        }
        return digest;
    }

    private void tell(JsonNode before, JsonNode after, String recorded, boolean promised) {
        String found = digest(after);
        boolean same = recorded.equals(found);
        if (server.json()) {
            System.out.println(
                    Json.MAPPER
                            .createObjectNode()
                            .put("task_id", taskId)
                            .put("replayed_as", after.path("task_id").asString(""))
                            .put("same", same)
                            .put("recorded", recorded)
                            .put("found", found));
            return;
        }
        System.out.println(
                same
                        ? "The same: "
                                + after.path("tokens_out").asLong()
                                + " tokens, digest "
                                + found
                        : "Different: the digest was " + recorded + " and is " + found);
        if (!same && !promised) {
            System.out.println(
                    "Nothing else was promised: the request has no seed, or is not strict.");
        }
        for (String member : new String[] {"engine_version", "model_digest"}) {
            String then = before.at("/end/" + member).asString("");
            String now = after.at("/end/" + member).asString("");
            if (!then.equals(now)) {
                System.out.println(member + " was " + then + " and is " + now);
            }
        }
    }
}
