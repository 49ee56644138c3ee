package org.llamaorch.orchestrator.http;

/** Settings with some limits changed. One thread. */
final class Limits {
    private final HttpSettings settings;
    private int connectionsMax;
    private long headMs;
    private int bodyBytesMax;
    private long bodiesBytesMax;
    private long bodyMs;
    private long bodySilenceMs;
    private long lingerMs;

    Limits(HttpSettings settings) {
        this.settings = settings;
        HttpLimits usual = settings.limits();
        connectionsMax = usual.connectionsMax();
        headMs = usual.headMs();
        bodyBytesMax = usual.bodyBytesMax();
        bodiesBytesMax = usual.bodiesBytesMax();
        bodyMs = usual.bodyMs();
        bodySilenceMs = usual.bodySilenceMs();
        lingerMs = usual.lingerMs();
    }

    Limits connections(int most) {
        connectionsMax = most;
        return this;
    }

    Limits headMs(long ms) {
        headMs = ms;
        return this;
    }

    Limits bodyBytes(int one, long all) {
        bodyBytesMax = one;
        bodiesBytesMax = all;
        return this;
    }

    Limits bodyMs(long ms) {
        bodyMs = ms;
        return this;
    }

    Limits bodySilenceMs(long ms) {
        bodySilenceMs = ms;
        return this;
    }

    Limits lingerMs(long ms) {
        lingerMs = ms;
        return this;
    }

    HttpSettings build() {
        HttpLimits usual = settings.limits();
        return settings.withLimits(
                new HttpLimits(
                        connectionsMax,
                        headMs,
                        usual.headerBytesMax(),
                        bodyBytesMax,
                        bodiesBytesMax,
                        bodyMs,
                        bodySilenceMs,
                        usual.inlineParseBytes(),
                        usual.parsersMax(),
                        lingerMs,
                        usual.retryAfterMs(),
                        usual.listLimit(),
                        usual.listLimitMax(),
                        usual.refusalsPerMinute()));
    }
}
