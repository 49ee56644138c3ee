package org.llamaorch.orchestrator.http;

/** Settings with some limits changed. One thread. */
final class Limits {
    private final HttpSettings settings;
    private int bodyBytesMax;
    private long bodiesBytesMax;
    private long bodySilenceMs;

    Limits(HttpSettings settings) {
        this.settings = settings;
        bodyBytesMax = settings.bodyBytesMax();
        bodiesBytesMax = settings.bodiesBytesMax();
        bodySilenceMs = settings.bodySilenceMs();
    }

    Limits bodyBytes(int one, long all) {
        bodyBytesMax = one;
        bodiesBytesMax = all;
        return this;
    }

    Limits bodySilenceMs(long ms) {
        bodySilenceMs = ms;
        return this;
    }

    HttpSettings build() {
        return new HttpSettings(
                settings.host(),
                settings.port(),
                settings.eventLoops(),
                settings.headerBytesMax(),
                bodyBytesMax,
                bodiesBytesMax,
                bodySilenceMs,
                settings.inlineParseBytes(),
                settings.parsersMax(),
                settings.lingerMs(),
                settings.retryAfterMs(),
                settings.listLimit(),
                settings.listLimitMax(),
                settings.json(),
                settings.trustStrict(),
                settings.remoteMedia(),
                settings.auth());
    }
}
