package org.llamaorch.cli;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.config.PoolConfig;
import org.llamaorch.orchestrator.keys.KeyFile;
import tools.jackson.databind.node.ObjectNode;

/** The request that a new service is shown with: a curl that works when it is pasted. */
final class FirstRequest {

    private FirstRequest() {}

    /**
     * A curl that streams a few words from the first pool that completes text; empty when the
     * configuration has none.
     *
     * @param address where the service listens
     */
    static Optional<String> curl(Config config, URI address) {
        return model(config)
                .map(model ->
                        "curl -sN "
                                + address
                                + "/v1/chat/completions -H 'Content-Type: application/json'"
                                + key(config)
                                + " -d '"
                                + body(model).replace("'", "'\\''")
                                + "'");
    }

    private static Optional<String> model(Config config) {
        List<PoolSpec> pools =
                config.pools().stream()
                        .filter(pool -> pool.workload() == Workload.COMPLETION)
                        .map(PoolConfig::spec)
                        .toList();
        boolean usual =
                pools.stream().anyMatch(pool -> pool.aliases().contains(Submission.DEFAULT_MODEL));
        return usual
                ? Optional.of(Submission.DEFAULT_MODEL)
                : pools.stream()
                        .flatMap(pool -> Optional.ofNullable(pool.model()).stream())
                        .findFirst();
    }

    private static String body(String model) {
        ObjectNode body = Json.MAPPER.createObjectNode().put("model", model).put("stream", true);
        body.putArray("messages").addObject().put("role", "user").put("content", "Hello");
        return body.toString();
    }

    /** The header with the key that is asked for, named and not shown. */
    private static String key(Config config) {
        Config.Access access = config.access();
        if (access.optional()) {
            return "";
        }
        if (access.authToken() != null) {
            return " -H \"Authorization: Bearer $AUTH_TOKEN\"";
        }
        Path file = access.keysFile();
        boolean keys =
                !access.keys().isEmpty()
                        || Files.exists(file == null ? config.home().resolve(KeyFile.NAME) : file);
        return keys ? " -H 'Authorization: Bearer YOUR_KEY'" : "";
    }
}
