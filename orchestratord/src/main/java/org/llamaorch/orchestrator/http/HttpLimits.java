package org.llamaorch.orchestrator.http;

/**
 * Limits and times of requests; every one has the contract's figure as its default.
 *
 * @param connectionsMax most connections at once; one more is closed as soon as it says something
 * @param headMs longest a connection may go on without a whole request head: a new one, one that
 *     sends its head slowly, and one that is kept open between requests (B-SEC-007)
 * @param headerBytesMax most bytes of a request's headers, and of its first line
 * @param bodyBytesMax most bytes of a body
 * @param bodiesBytesMax most bytes of all bodies being received or parsed at once
 * @param bodyMs longest a body may take to arrive
 * @param bodySilenceMs longest pause while a body is received
 * @param inlineParseBytes bodies above this are parsed away from the event loop
 * @param parsersMax how many such bodies are parsed at once
 * @param lingerMs how long the rest of a refused body is read and thrown away, so that the client
 *     sees the answer, before the connection is closed
 * @param retryAfterMs the wait told when nobody computed one
 * @param listLimit tasks and artifacts on a page that names no limit
 * @param listLimitMax most on one page
 * @param refusalsPerMinute 401 and 403 answers of one cause that are recorded in a minute
 */
public record HttpLimits(
        int connectionsMax,
        long headMs,
        int headerBytesMax,
        int bodyBytesMax,
        long bodiesBytesMax,
        long bodyMs,
        long bodySilenceMs,
        int inlineParseBytes,
        int parsersMax,
        long lingerMs,
        long retryAfterMs,
        int listLimit,
        int listLimitMax,
        int refusalsPerMinute) {

    public HttpLimits {
        if (connectionsMax < 1
                || headerBytesMax < 1024
                || bodyBytesMax < 1
                || parsersMax < 1
                || listLimit < 1
                || refusalsPerMinute < 1
                || listLimitMax > 1000) {
            throw new IllegalArgumentException("HTTP limits that no request keeps");
        }
        if (bodiesBytesMax < bodyBytesMax) {
            throw new IllegalArgumentException("one body is larger than all together may be");
        }
        if (listLimitMax < listLimit) {
            throw new IllegalArgumentException("a usual page is longer than the longest");
        }
        if (headMs < 1 || bodyMs < 1 || bodySilenceMs < 1 || lingerMs < 1 || retryAfterMs < 1) {
            throw new IllegalArgumentException("HTTP times must be positive");
        }
    }

    /** The same, but for what is bound at the start: connections, heads and parsers. */
    HttpLimits bindingAs(HttpLimits started) {
        return new HttpLimits(
                started.connectionsMax,
                started.headMs,
                started.headerBytesMax,
                bodyBytesMax,
                bodiesBytesMax,
                bodyMs,
                bodySilenceMs,
                inlineParseBytes,
                started.parsersMax,
                lingerMs,
                retryAfterMs,
                listLimit,
                listLimitMax,
                refusalsPerMinute);
    }

    /** The contract's figures. */
    public static HttpLimits defaults() {
        return new HttpLimits(
                16_384,
                60_000,
                16 << 10,
                32 << 20,
                256L << 20,
                300_000,
                30_000,
                64 << 10,
                2,
                5_000,
                1_000,
                50,
                1_000,
                20);
    }
}
