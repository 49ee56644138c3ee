package org.llamaorch.orchestrator.operation;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.orchestrator.http.OperationView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Operations on the disk, a file each, replaced by rename. One that cannot be written is only known
 * to this life. Different operations from different threads.
 */
final class OperationStore {

    private static final Logger LOG = LoggerFactory.getLogger(OperationStore.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String END = ".json";

    private final Path folder;

    OperationStore(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    void write(OperationView operation) {
        ObjectNode fields =
                JSON.createObjectNode()
                        .put("kind", operation.kind())
                        .put("poolId", operation.poolId())
                        .put("state", operation.state().name())
                        .put("step", operation.step())
                        .put("startedMs", operation.startedMs())
                        .put("endedMs", operation.endedMs());
        if (operation.result() != null) {
            fields.set("result", operation.result());
        }
        OperationView.Failure error = operation.error();
        if (error != null) {
            fields.put("code", error.code().name()).put("message", error.message());
        }
        try {
            Path young = Files.createTempFile(folder, "operation", ".tmp");
            Files.write(young, JSON.writeValueAsBytes(fields));
            Files.move(young, folder.resolve(operation.id() + END), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException problem) {
            LOG.atWarn()
                    .addKeyValue("operation_id", operation.id())
                    .addKeyValue("cause", problem.toString())
                    .log("An operation cannot be written; a restart does not know it.");
        }
    }

    void delete(String id) {
        try {
            Files.deleteIfExists(folder.resolve(id + END));
        } catch (IOException problem) {
            LOG.atWarn()
                    .addKeyValue("operation_id", id)
                    .addKeyValue("cause", problem.toString())
                    .log("An old operation cannot be deleted and stays.");
        }
    }

    /** All that can be read. */
    List<OperationView> all() throws IOException {
        List<OperationView> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + END)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                try {
                    found.add(
                            read(
                                    name.substring(0, name.length() - END.length()),
                                    JSON.readTree(Files.readAllBytes(file))));
                } catch (IOException | JacksonException | IllegalArgumentException damaged) {
                    LOG.atWarn()
                            .addKeyValue("target", name)
                            .addKeyValue("cause", damaged.getMessage())
                            .log("An operation cannot be read and stays out.");
                }
            }
        }
        return found;
    }

    private static OperationView read(String id, JsonNode fields) {
        return new OperationView(
                id,
                fields.path("kind").asString(""),
                fields.path("poolId").asString(""),
                OperationView.State.valueOf(fields.path("state").asString("")),
                fields.path("step").asString(""),
                fields.path("startedMs").asLong(0),
                fields.path("endedMs").asLong(0),
                fields.path("result") instanceof ObjectNode result ? result : null,
                fields.has("code")
                        ? new OperationView.Failure(
                                ErrorCode.valueOf(fields.path("code").asString("")),
                                fields.path("message").asString(""))
                        : null);
    }
}
