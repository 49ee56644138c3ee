package org.llamaorch.orchestrator.catalog;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.WireName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An entry as JSON: on disk with all that is known, on the wire as the contract has it. */
final class EntryJson {

    private static final int FORMAT = 1;

    private EntryJson() {}

    /** As callers see it (contract §2). */
    static ObjectNode wire(ModelEntry entry, Trust trust, @Nullable Hashing running) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        DescriptionJson.write(entry.description(), trust.signatures(), body);
        known(entry, body);
        Verification verification = entry.verification();
        if (verification != null || running != null) {
            ObjectNode told = body.putObject("verification");
            if (verification != null) {
                told.put("result", verification.result().wireName());
                told.put("reason", verification.reason().wireName());
                told.put("message", verification.sentence());
            }
            if (running != null) {
                ObjectNode progress = told.putObject("running");
                progress.put("bytes_total", running.bytesTotal());
                progress.put("bytes_done", running.bytesDone());
            }
        }
        return body;
    }

    /** As it is kept. */
    static ObjectNode kept(ModelEntry entry) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("format", FORMAT);
        DescriptionJson.write(entry.description(), null, body.putObject("description"));
        known(entry, body);
        Verification verification = entry.verification();
        if (verification != null) {
            ObjectNode found = body.putObject("verification");
            found.put("reason", verification.reason().wireName());
            found.put("message", verification.sentence());
            found.put("at_ms", verification.atMs());
            ArrayNode files = found.putArray("files");
            for (FileStamp stamp : verification.files()) {
                ObjectNode file = files.addObject();
                file.put("path", stamp.path().toString());
                file.put("size_bytes", stamp.sizeBytes());
                file.put("modified_ms", stamp.modifiedMs());
            }
        }
        return body;
    }

    private static void known(ModelEntry entry, ObjectNode into) {
        into.put("lifecycle", entry.lifecycle().wireName());
        number(into, "retire_by_ms", entry.retireByMs());
        into.put("created_ms", entry.createdMs());
        DescriptionJson.text(into, "local_path", entry.localPath());
        number(into, "size_bytes", entry.sizeBytes());
        number(into, "last_verified_ms", entry.lastVerifiedMs());
        ModelFacts facts = entry.facts();
        if (facts != null) {
            facts(facts, into);
        }
    }

    /** What the header of a model's file says. */
    static void facts(ModelFacts facts, ObjectNode into) {
        ObjectNode gguf = into.putObject("gguf");
        gguf.put("architecture", facts.architecture());
        DescriptionJson.text(gguf, "name", facts.name());
        DescriptionJson.text(gguf, "quantization", facts.quantization());
        gguf.put("ctx_max", facts.ctxMax());
    }

    /** Reads what {@link #kept} wrote; throws IllegalArgumentException for anything else. */
    static ModelEntry read(JsonNode kept) {
        if (kept.path("format").asInt(0) != FORMAT) {
            throw new IllegalArgumentException("not of format " + FORMAT);
        }
        Long createdMs = DescriptionJson.number(kept, "created_ms");
        JsonNode gguf = kept.path("gguf");
        JsonNode verification = kept.path("verification");
        return new ModelEntry(
                DescriptionJson.read(kept.path("description")),
                WireName.parse(Lifecycle.class, kept.path("lifecycle").asString(""))
                        .orElseThrow(() -> new IllegalArgumentException("no lifecycle")),
                DescriptionJson.number(kept, "retire_by_ms"),
                createdMs == null ? 0 : createdMs,
                DescriptionJson.text(kept, "local_path"),
                DescriptionJson.number(kept, "size_bytes"),
                gguf.isMissingNode()
                        ? null
                        : new ModelFacts(
                                gguf.path("architecture").asString(""),
                                DescriptionJson.text(gguf, "name"),
                                DescriptionJson.text(gguf, "quantization"),
                                gguf.path("ctx_max").asLong(0)),
                DescriptionJson.number(kept, "last_verified_ms"),
                verification.isMissingNode() ? null : verification(verification));
    }

    private static Verification verification(JsonNode kept) {
        List<FileStamp> files = new ArrayList<>();
        for (JsonNode file : kept.path("files")) {
            files.add(
                    new FileStamp(
                            Path.of(file.path("path").asString("")),
                            file.path("size_bytes").asLong(0),
                            file.path("modified_ms").asLong(0)));
        }
        return new Verification(
                Verification.Reason.valueOf(
                        kept.path("reason").asString("").toUpperCase(Locale.ROOT)),
                kept.path("message").asString(""),
                kept.path("at_ms").asLong(0),
                files);
    }

    private static void number(ObjectNode into, String name, @Nullable Long value) {
        if (value != null) {
            into.put(name, value);
        }
    }
}
