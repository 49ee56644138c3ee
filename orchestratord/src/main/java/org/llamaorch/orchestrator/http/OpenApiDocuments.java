package org.llamaorch.orchestrator.http;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The OpenAPI documents of {@code contracts/openapi}, as one for {@code /openapi.json}. */
final class OpenApiDocuments {
    private static final String FOLDER = "/org/llamaorch/contracts/openapi/";

    private OpenApiDocuments() {}

    /** Both documents as one JSON document: the paths and components of either. */
    static Buffer bundle() {
        ObjectNode bundle = read("data.yaml");
        ObjectNode control = read("control.yaml");
        merge(bundle, control, "paths");
        ObjectNode components = (ObjectNode) bundle.path("components");
        for (Map.Entry<String, JsonNode> section : control.path("components").properties()) {
            if (components.has(section.getKey())) {
                merge(components, (ObjectNode) control.path("components"), section.getKey());
            } else {
                components.set(section.getKey(), section.getValue());
            }
        }
        ((ObjectNode) bundle.path("info")).put("title", "llama-orch");
        return Buffer.buffer(new JsonMapper().writeValueAsBytes(bundle));
    }

    /** The document of a pool-managerd of its own: another server, and no part of the bundle. */
    static Buffer poolManager() {
        return Buffer.buffer(new JsonMapper().writeValueAsBytes(read("pool-managerd.yaml")));
    }

    /** One of {@code data.yaml}, {@code control.yaml} and {@code pool-managerd.yaml}. */
    static ObjectNode read(String name) {
        try (InputStream in = OpenApiDocuments.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks the OpenAPI document " + name);
            }
            return (ObjectNode) new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void merge(ObjectNode target, ObjectNode source, String section) {
        ((ObjectNode) target.path(section)).setAll((ObjectNode) source.path(section));
    }
}
