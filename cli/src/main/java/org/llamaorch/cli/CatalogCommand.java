package org.llamaorch.cli;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** The models that the orchestrator knows: the commands about them, and how one is shown. */
@Command(
        name = "catalog",
        description = {
            "The models that the orchestrator knows: their files, digests, signatures, and whether"
                    + " they take tasks.",
            "A model of the catalog is named by its id or an alias in tasks, and as the model of a"
                    + " pool.",
            "A model that is not here is fetched when a pool first loads it."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CatalogListCommand.class,
            CatalogAddCommand.class,
            CatalogShowCommand.class,
            CatalogVerifyCommand.class,
            CatalogRetireCommand.class,
            CatalogActivateCommand.class,
            CatalogDeleteCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch catalog add tiny --source file:/models/tiny.gguf --alias small",
            "  llama-orch catalog verify tiny",
            "  llama-orch catalog list",
            "  llama-orch catalog retire tiny --within 60000",
            "  llama-orch pools reload default tiny        fetches it, verifies it, serves it"
        })
final class CatalogCommand implements Runnable {

    static final String MODELS = "/v2/catalog/models";

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                requireNonNull(spec).commandLine(),
                "a command is missing; try: llama-orch catalog list");
    }

    /** Where a model is. */
    static String path(String id) {
        return MODELS + "/" + OrchestratorClient.segment(id);
    }

    /** What looking at its files found, in a word or two. */
    static String verification(JsonNode model) {
        JsonNode verification = model.path("verification");
        if (verification.has("running")) {
            JsonNode running = verification.path("running");
            long total = running.path("bytes_total").asLong(0);
            return total == 0
                    ? "waiting"
                    : "reading, " + 100 * running.path("bytes_done").asLong(0) / total + " %";
        }
        String result = verification.path("result").asString("");
        return result.isEmpty()
                ? "-"
                : result + " (" + verification.path("reason").asString("") + ")";
    }

    /** A model as a person reads it. */
    static void print(JsonNode model) {
        Table table = new Table("id", model.path("id").asString(""));
        table.row("state", model.path("lifecycle").asString(""));
        row(table, model, "digest");
        row(table, model, "source_url");
        list(table, model, "aliases");
        list(table, model, "tags");
        row(table, model, "local_path");
        row(table, model, "size_bytes");
        JsonNode gguf = model.path("gguf");
        if (!gguf.isMissingNode()) {
            table.row(
                    "gguf",
                    gguf.path("architecture").asString("")
                            + ", "
                            + gguf.path("quantization").asString("unknown quantization")
                            + ", context "
                            + gguf.path("ctx_max").asString("0"));
        }
        for (JsonNode signature : model.path("signatures")) {
            table.row(
                    "signed by",
                    signature.path("signer").asString("")
                            + (signature.path("verified").asBoolean(false)
                                    ? " (trusted)"
                                    : " (not trusted)"));
        }
        table.row("verification", verification(model));
        String message = model.path("verification").path("message").asString("");
        if (!message.isEmpty()) {
            table.row("", message);
        }
        table.print(System.out);
    }

    private static void row(Table table, JsonNode model, String member) {
        String value = model.path(member).asString("");
        if (!value.isEmpty()) {
            table.row(member, value);
        }
    }

    private static void list(Table table, JsonNode model, String member) {
        StringBuilder values = new StringBuilder();
        for (JsonNode value : model.path(member)) {
            values.append(values.isEmpty() ? "" : ", ").append(value.asString(""));
        }
        if (!values.isEmpty()) {
            table.row(member, values.toString());
        }
    }
}
