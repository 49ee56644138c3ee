package org.llamaorch.orchestrator.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;

/**
 * A page to read the OpenAPI document with, made of Swagger UI from its WebJar: no file of it comes
 * from elsewhere, and its policy lets none. Files are read when they are first asked for, and kept.
 * Safe from any event loop.
 */
final class DocsRoutes {

    /** Nothing but files of this service, and the pictures that the style sheet holds itself. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private static final String OWN = "/org/llamaorch/orchestrator/http/docs/";
    private static final String SWAGGER_UI =
            "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

    /**
     * A file that is served.
     *
     * @param own whether it is ours and not Swagger UI's
     */
    private record Served(String name, String mediaType, boolean own) {}

    private static final Served PAGE = new Served("page.html", HTML, true);

    private static final Map<String, Served> FILES =
            Map.of(
                    "page.js", new Served("page.js", JAVASCRIPT, true),
                    "swagger-ui-bundle.js", new Served("swagger-ui-bundle.js", JAVASCRIPT, false),
                    "swagger-ui.css",
                            new Served("swagger-ui.css", "text/css; charset=utf-8", false));

    private final Vertx vertx;
    private final Map<String, Buffer> contents = new ConcurrentHashMap<>();

    DocsRoutes(Vertx vertx) {
        this.vertx = vertx;
    }

    List<Operation> operations() {
        return List.of(
                Operation.open(
                        "getDocs", HttpMethod.GET, "/docs", exchange -> answer(exchange, PAGE)),
                Operation.open("getDocsFile", HttpMethod.GET, "/docs/{file}", this::file));
    }

    private void file(Exchange exchange) {
        Served served = FILES.get(exchange.parameter("file"));
        if (served == null) {
            exchange.refuse(Problem.of(ErrorCode.NOT_FOUND, "The page at /docs has no such file."));
            return;
        }
        answer(exchange, served);
    }

    private void answer(Exchange exchange, Served served) {
        Buffer ready = contents.get(served.name());
        Future<Buffer> file =
                ready != null
                        ? Future.succeededFuture(ready)
                        : vertx.executeBlocking(() -> read(served))
                                .onSuccess(content -> contents.put(served.name(), content));
        exchange.whenDone(
                file,
                content -> {
                    HttpServerResponse response = exchange.response();
                    response.putHeader("Content-Security-Policy", POLICY);
                    response.putHeader("X-Content-Type-Options", "nosniff");
                    response.putHeader("Referrer-Policy", "no-referrer");
                    exchange.answer(200, served.mediaType(), content);
                });
    }

    private static Buffer read(Served served) {
        return read(
                served.own()
                        ? OWN + served.name()
                        : "/META-INF/resources/webjars/swagger-ui/"
                                + version()
                                + "/"
                                + served.name());
    }

    private static String version() {
        try (InputStream in = DocsRoutes.class.getResourceAsStream(SWAGGER_UI)) {
            Properties properties = new Properties();
            properties.load(present(in, SWAGGER_UI));
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Buffer read(String resource) {
        try (InputStream in = DocsRoutes.class.getResourceAsStream(resource)) {
            return Buffer.buffer(present(in, resource).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream present(@Nullable InputStream in, String resource) {
        if (in == null) {
            throw new IllegalStateException("the build lacks " + resource);
        }
        return in;
    }
}
