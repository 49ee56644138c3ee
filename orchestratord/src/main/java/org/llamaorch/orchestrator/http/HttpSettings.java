package org.llamaorch.orchestrator.http;

import org.llamaorch.orchestrator.http.auth.AuthSettings;
import org.llamaorch.orchestrator.http.json.JsonLimits;

/**
 * Addresses, limits and times of the HTTP interface; every limit has the contract's figure as its
 * default.
 *
 * @param host address to bind
 * @param port 0 for a free one
 * @param eventLoops how many event loops share the socket
 * @param headerBytesMax most bytes of a request's headers, and of its first line
 * @param bodyBytesMax most bytes of a body
 * @param bodiesBytesMax most bytes of all bodies being received or parsed at once
 * @param bodySilenceMs longest pause while a body is received
 * @param inlineParseBytes bodies above this are parsed away from the event loop
 * @param parsersMax how many such bodies are parsed at once
 * @param lingerMs how long the rest of a refused body is read and thrown away, so that the client
 *     sees the answer, before the connection is closed
 * @param retryAfterMs the wait told when nobody computed one
 * @param listLimit tasks and artifacts on a page that names no limit
 * @param listLimitMax most on one page
 * @param json bounds on the shape of a body
 * @param trustStrict whether models without signature and SBOM are refused to everybody
 * @param remoteMedia whether media URLs other than {@code data:} are passed to engines
 * @param auth who may call
 */
public record HttpSettings(
        String host,
        int port,
        int eventLoops,
        int headerBytesMax,
        int bodyBytesMax,
        long bodiesBytesMax,
        long bodySilenceMs,
        int inlineParseBytes,
        int parsersMax,
        long lingerMs,
        long retryAfterMs,
        int listLimit,
        int listLimitMax,
        JsonLimits json,
        boolean trustStrict,
        boolean remoteMedia,
        AuthSettings auth) {
    public HttpSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is 0 to 65535, not " + port);
        }
        if (eventLoops < 1
                || headerBytesMax < 1024
                || bodyBytesMax < 1
                || bodiesBytesMax < bodyBytesMax
                || parsersMax < 1
                || listLimit < 1
                || listLimitMax < listLimit
                || listLimitMax > 1000) {
            throw new IllegalArgumentException("HTTP limits that no request keeps");
        }
        if (bodySilenceMs < 1 || lingerMs < 1 || retryAfterMs < 1) {
            throw new IllegalArgumentException("HTTP times must be positive");
        }
    }

    /** The contract's figures for this address and these keys. */
    public static HttpSettings of(String host, int port, AuthSettings auth) {
        return new HttpSettings(
                host,
                port,
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                16 << 10,
                32 << 20,
                256L << 20,
                30_000,
                64 << 10,
                2,
                5_000,
                1_000,
                50,
                1_000,
                JsonLimits.defaults(),
                false,
                false,
                auth);
    }

    /** The same with models refused, or not, that lack a signature and SBOM. */
    public HttpSettings withTrustStrict(boolean strict) {
        return new HttpSettings(
                host,
                port,
                eventLoops,
                headerBytesMax,
                bodyBytesMax,
                bodiesBytesMax,
                bodySilenceMs,
                inlineParseBytes,
                parsersMax,
                lingerMs,
                retryAfterMs,
                listLimit,
                listLimitMax,
                json,
                strict,
                remoteMedia,
                auth);
    }
}
