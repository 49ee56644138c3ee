package org.llamaorch.orchestrator.http;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/** What this service is and can do. */
final class MetaRoutes {
    private final Capabilities capabilities;
    private final BuildInfo build;

    MetaRoutes(HttpServices services) {
        this.capabilities = new Capabilities(services.core(), services.catalog().served());
        this.build = services.build();
    }

    List<Operation> operations() {
        return List.of(
                Operation.forAnyKey(
                        "getCapabilities",
                        HttpMethod.GET,
                        "/v2/meta/capabilities",
                        exchange ->
                                exchange.whenDone(
                                        capabilities.document(),
                                        document ->
                                                exchange.answer(
                                                        200, "application/json", document))),
                Operation.forAnyKey(
                        "getVersion", HttpMethod.GET, "/v2/meta/version", this::version));
    }

    private void version(Exchange exchange) {
        exchange.answer(
                200,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("api_version", BuildInfo.API_VERSION)
                        .put("build_commit", build.commit())
                        .put("build_time", build.time()));
    }
}
