package org.llamaorch.poolmanager.handoff;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a handoff file says of a replica that is ready (contract §9, Handoff).
 *
 * @param draining whether it may be given nothing new: its running work goes on
 * @param slotsFree how many requests it could take when this was written
 * @param modelId the model_ref it was loaded for
 * @param modelPath the file it was loaded from; empty where its engine does not say
 * @param apiKeyFile file with the key that its engine asks for; null when it asks for none
 * @param owner marks the files of one pool-managerd, over its restarts
 */
public record Handoff(
        String poolId,
        String replicaId,
        String url,
        String engine,
        String engineVersion,
        List<String> devices,
        int slotsTotal,
        int slotsFree,
        String modelId,
        String modelPath,
        @Nullable String apiKeyFile,
        boolean draining,
        String owner) {

    private static final JsonMapper JSON = JsonMapper.shared();

    public Handoff {
        devices = List.copyOf(devices);
    }

    /** The name of its file. */
    public String fileName() {
        return fileName(poolId, replicaId);
    }

    /** The name of a replica's file. */
    public static String fileName(String poolId, String replicaId) {
        return poolId + "-" + replicaId + ".json";
    }

    byte[] write() {
        ObjectNode node = JSON.createObjectNode();
        node.put("pool_id", poolId);
        node.put("replica_id", replicaId);
        node.put("url", url);
        node.put("engine", engine);
        node.put("engine_version", engineVersion);
        node.put("device_mask", String.join(",", devices));
        node.put("slots_total", slotsTotal);
        node.put("slots_free", slotsFree);
        node.put("state", draining ? "draining" : "ready");
        ObjectNode model = node.putObject("model");
        model.put("id", modelId);
        if (!modelPath.isEmpty()) {
            model.put("path", modelPath);
        }
        if (apiKeyFile != null) {
            node.put("api_key_file", apiKeyFile);
        }
        node.put("owner", owner);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
    }

    /** Whose file it is, and which engine it names; what it lacks is empty. */
    record Claim(
            String owner,
            String poolId,
            String replicaId,
            String url,
            String engineVersion,
            String modelId,
            boolean draining) {
        static Claim read(byte[] bytes) {
            JsonNode node = JSON.readTree(bytes);
            return new Claim(
                    node.path("owner").asString(""),
                    node.path("pool_id").asString(""),
                    node.path("replica_id").asString(""),
                    node.path("url").asString(""),
                    node.path("engine_version").asString(""),
                    node.path("model").path("id").asString(""),
                    node.path("state").asString("").equals("draining"));
        }
    }
}
