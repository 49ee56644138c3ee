package org.llamaorch.orchestrator.config;

import java.net.URI;
import java.time.Duration;
import org.llamaorch.poolmanager.provision.fetch.FetchSettings;

/** Reads what may be fetched over HTTPS. */
final class FetchReader {

    private FetchReader() {}

    static FetchSettings read(Section fetch) {
        FetchSettings usual = FetchSettings.off();
        try {
            return new FetchSettings(
                    fetch.texts("allowed_hosts"),
                    fetch.flag("allow_private", usual.allowPrivate()),
                    fetch.number("bytes_max", usual.bytesMax()),
                    fetch.text("hub").map(URI::create).orElse(usual.hub()),
                    fetch.count("redirects_max", usual.redirectsMax()),
                    fetch.count("tries", usual.tries()),
                    duration(fetch, "backoff_ms", usual.backoff()),
                    duration(fetch, "connect_timeout_ms", usual.connectTimeout()),
                    duration(fetch, "silence_ms", usual.silence()));
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationRefused("fetch: " + wrong.getMessage() + ".", wrong);
        }
    }

    private static Duration duration(Section fetch, String key, Duration usual) {
        return Duration.ofMillis(fetch.number(key, usual.toMillis()));
    }
}
