package org.llamaorch.poolmanager.process;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A run record as JSON, member by member: adoption is the first thing a start waits for. */
final class RecordJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RecordJson() {}

    static byte[] write(RunRecord record) {
        ObjectNode node = JSON.createObjectNode();
        node.put("pool_id", record.poolId());
        node.put("replica_id", record.replicaId());
        node.put("pid", record.identity().pid());
        node.put("start_ticks", record.identity().startTicks());
        node.put("boot_id", record.identity().bootId());
        node.put("arguments_sha256", record.identity().argumentsSha256());
        node.put("specification", record.specification());
        node.put("model_digest", record.modelDigest());
        node.put("port", record.port());
        node.put("url", record.url());
        if (record.apiKeyFile() != null) {
            node.put("api_key_file", record.apiKeyFile());
        }
        node.put("engine_version", record.engineVersion());
        node.put("decoded", record.decoded());
        return JSON.writeValueAsBytes(node);
    }

    /** Reads one; {@link IllegalArgumentException} when a member is missing. */
    static RunRecord read(byte[] bytes) {
        JsonNode node = JSON.readTree(bytes);
        return new RunRecord(
                text(node, "pool_id"),
                text(node, "replica_id"),
                new ProcessIdentity(
                        number(node, "pid"),
                        number(node, "start_ticks"),
                        text(node, "boot_id"),
                        text(node, "arguments_sha256")),
                text(node, "specification"),
                text(node, "model_digest"),
                (int) number(node, "port"),
                text(node, "url"),
                optional(node, "api_key_file"),
                text(node, "engine_version"),
                node.path("decoded").asBoolean(false));
    }

    private static String text(JsonNode node, String name) {
        String value = optional(node, name);
        if (value == null) {
            throw new IllegalArgumentException("a run record has " + name);
        }
        return value;
    }

    private static @Nullable String optional(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isString() ? value.stringValue() : null;
    }

    private static long number(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isIntegralNumber() || value.longValue() <= 0) {
            throw new IllegalArgumentException("a run record has " + name);
        }
        return value.longValue();
    }
}
