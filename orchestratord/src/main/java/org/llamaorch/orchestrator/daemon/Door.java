package org.llamaorch.orchestrator.daemon;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.SocketException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.config.ListenAddress;
import org.llamaorch.orchestrator.http.HttpServer;
import org.llamaorch.orchestrator.http.HttpSettings;

/**
 * The HTTP interface while it is being opened, which goes on beside the rest of the start. Safe
 * from any thread.
 */
final class Door implements AutoCloseable {

    private final ListenAddress listen;
    private final @Nullable Certificate certificate;
    private final CompletableFuture<HttpServer> opening;

    private Door(
            ListenAddress listen,
            @Nullable Certificate certificate,
            CompletableFuture<HttpServer> opening) {
        this.listen = listen;
        this.certificate = certificate;
        this.opening = opening;
    }

    /** Begins to open one as soon as there are event loops; returns at once. */
    static Door opening(
            CompletableFuture<Vertx> loops,
            ListenAddress listen,
            HttpSettings settings,
            @Nullable Certificate certificate,
            Executor executor) {
        return new Door(
                listen,
                certificate,
                loops.thenApplyAsync(
                        vertx ->
                                bind(
                                        listen,
                                        "--addr or ORCHD_ADDR",
                                        certificate,
                                        HttpServer.bind(vertx, settings, options(certificate))),
                        executor));
    }

    /**
     * The interface; waits for it.
     *
     * @throws StartRefused when it cannot be opened
     */
    HttpServer opened() {
        try {
            return opening.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw e;
        }
    }

    /** Where it is; waits for it, for the port may be any free one. */
    URI address() {
        return address(listen, certificate, opened());
    }

    /** Where a server is. */
    static URI address(ListenAddress listen, @Nullable Certificate certificate, HttpServer server) {
        String host = listen.host();
        return URI.create(
                (certificate == null ? "http://" : "https://")
                        + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
                        + ":"
                        + server.port());
    }

    /** Closes what was opened; waits for what is being opened. */
    @Override
    public void close() {
        HttpServer open = opening.handle((server, failed) -> server).join();
        if (open != null) {
            EventLoops.await(open.stop());
        }
    }

    /** What a certificate is shown with; null without one. */
    static @Nullable PemKeyCertOptions options(@Nullable Certificate certificate) {
        return certificate == null ? null : certificate.options();
    }

    /**
     * Waits for a server that binds.
     *
     * @param otherwise what chooses another address
     * @throws StartRefused when it cannot
     */
    static HttpServer bind(
            ListenAddress listen,
            String otherwise,
            @Nullable Certificate certificate,
            Future<HttpServer> binding) {
        try {
            return EventLoops.await(binding);
        } catch (CompletionException e) {
            if (certificate != null && !(e.getCause() instanceof SocketException)) {
                throw new StartRefused(
                        StartRefused.UNSAFE,
                        "TLS_UNUSABLE",
                        "The certificate of the TLS settings cannot be used ("
                                + reason(e.getCause())
                                + "): PEM files are needed, the key as PKCS#8.",
                        e);
            }
            throw new StartRefused(
                    StartRefused.FAILED,
                    "ADDRESS_UNUSABLE",
                    "Cannot listen on "
                            + listen
                            + " ("
                            + reason(e.getCause())
                            + "): stop what listens there, or choose another with "
                            + otherwise
                            + ".",
                    e);
        }
    }

    private static String reason(@Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        return message == null ? "unknown reason" : message;
    }
}
