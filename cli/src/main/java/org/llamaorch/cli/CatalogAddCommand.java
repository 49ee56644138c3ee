package org.llamaorch.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Describes a model. */
@Command(
        name = "add",
        description = {
            "Describes a model, or describes it anew.",
            "What the options do not say can be in a file: the JSON of POST /v2/catalog/models."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch catalog add tiny --source file:/models/tiny.gguf",
            "  llama-orch catalog add gemma --source demo:gemma3-270m --alias small --tag chat",
            "  llama-orch catalog add qwen --source hf:org/repo/qwen.gguf --digest sha256:5f70...",
            "  llama-orch catalog add signed --file signed.json"
        })
final class CatalogAddCommand implements Callable<Integer> {

    @Mixin private final ServerOptions server = new ServerOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "the model's id")
    private String id = "";

    @Option(
            names = "--source",
            paramLabel = "REF",
            description = "where it comes from: file:, hf:, https:, demo: or a path")
    private @Nullable String source;

    @Option(names = "--digest", paramLabel = "ALGO:HEX", description = "the digest of its content")
    private @Nullable String digest;

    @Option(names = "--alias", paramLabel = "NAME", description = "another name; may be repeated")
    private List<String> aliases = List.of();

    @Option(names = "--tag", paramLabel = "TAG", description = "a tag; may be repeated")
    private List<String> tags = List.of();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "JSON with signatures, sbom, trust_policy and the rest")
    private @Nullable Path file;

    @Override
    public Integer call() {
        ObjectNode said = file == null ? Json.MAPPER.createObjectNode() : read(file);
        said.put("id", id);
        if (source != null) {
            said.put("source_url", source);
        }
        if (digest != null) {
            said.put("digest", digest);
        }
        if (!aliases.isEmpty()) {
            aliases.forEach(said.putArray("aliases")::add);
        }
        if (!tags.isEmpty()) {
            tags.forEach(said.putArray("tags")::add);
        }
        JsonNode model = server.client().post(CatalogCommand.MODELS, said);
        if (server.json()) {
            System.out.println(Json.MAPPER.writeValueAsString(model));
        } else {
            CatalogCommand.print(model);
        }
        return ExitCode.OK;
    }

    private static ObjectNode read(Path path) {
        try {
            if (Json.MAPPER.readTree(Files.readString(path)) instanceof ObjectNode said) {
                return said;
            }
            throw new CommandFailure(ExitCode.FAILED, path + " holds no JSON object.");
        } catch (IOException | JacksonException wrong) {
            throw new CommandFailure(
                    ExitCode.FAILED, path + " cannot be read: " + wrong.getMessage(), wrong);
        }
    }
}
