package org.llamaorch.orchestrator.http;

import org.llamaorch.orchestrator.http.auth.AuthSettings;
import org.llamaorch.orchestrator.http.json.JsonLimits;

/**
 * What the HTTP interface is told.
 *
 * @param host address to bind
 * @param port 0 for a free one
 * @param eventLoops how many event loops share the socket
 * @param limits of requests
 * @param json bounds on the shape of a body
 * @param trustStrict whether models without signature and SBOM are refused to everybody
 * @param remoteMedia whether media URLs other than {@code data:} are passed to engines
 * @param auth who may call
 */
public record HttpSettings(
        String host,
        int port,
        int eventLoops,
        HttpLimits limits,
        JsonLimits json,
        boolean trustStrict,
        boolean remoteMedia,
        AuthSettings auth) {
    public HttpSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is 0 to 65535, not " + port);
        }
        if (eventLoops < 1) {
            throw new IllegalArgumentException("an HTTP interface needs an event loop");
        }
    }

    /** The contract's figures for this address and these keys. */
    public static HttpSettings of(String host, int port, AuthSettings auth) {
        return new HttpSettings(
                host,
                port,
                usualEventLoops(),
                HttpLimits.defaults(),
                JsonLimits.defaults(),
                false,
                false,
                auth);
    }

    /** One for each processor, at least two. */
    public static int usualEventLoops() {
        return Math.max(2, Runtime.getRuntime().availableProcessors());
    }

    /** The same, but for what is bound at the start: address, event loops, and some limits. */
    HttpSettings bindingAs(HttpSettings started) {
        return new HttpSettings(
                started.host,
                started.port,
                started.eventLoops,
                limits.bindingAs(started.limits),
                json,
                trustStrict,
                remoteMedia,
                auth);
    }

    /** The same with other limits. */
    public HttpSettings withLimits(HttpLimits others) {
        return new HttpSettings(
                host, port, eventLoops, others, json, trustStrict, remoteMedia, auth);
    }

    /** The same with models refused, or not, that lack a signature and SBOM. */
    public HttpSettings withTrustStrict(boolean strict) {
        return new HttpSettings(host, port, eventLoops, limits, json, strict, remoteMedia, auth);
    }

    /** The same with remote media passed to engines, or not. */
    public HttpSettings withRemoteMedia(boolean passed) {
        return new HttpSettings(host, port, eventLoops, limits, json, trustStrict, passed, auth);
    }
}
