package org.llamaorch.poolmanager.provision.fetch;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What may be fetched, and within which bounds (ORCH-3080).
 *
 * @param allowedHosts hosts that may be asked, {@code *.example.org} for all below one; none named:
 *     nothing is fetched
 * @param allowPrivate whether hosts of private networks and of this machine may be asked, also by
 *     plain HTTP
 * @param bytesMax most bytes of a file
 * @param hub where {@code hf:} references are resolved
 * @param redirectsMax most redirects on the way to a file
 * @param tries how often a download that broke off is taken up again without coming any further
 * @param backoff wait before the first of these; twice as long before each further one
 * @param connectTimeout longest wait for a connection
 * @param silence longest wait for the next bytes
 */
public record FetchSettings(
        List<String> allowedHosts,
        boolean allowPrivate,
        long bytesMax,
        URI hub,
        int redirectsMax,
        int tries,
        Duration backoff,
        Duration connectTimeout,
        Duration silence) {

    public FetchSettings {
        allowedHosts = allowedHosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
        if (bytesMax < 1 || redirectsMax < 0 || tries < 1) {
            throw new IllegalArgumentException("bounds that no download keeps");
        }
        if (hub.getHost() == null) {
            throw new IllegalArgumentException("the hub needs an address with a host: " + hub);
        }
    }

    /** Nothing is fetched. */
    public static FetchSettings off() {
        return new FetchSettings(
                List.of(),
                false,
                1L << 40,
                URI.create("https://huggingface.co"),
                5,
                5,
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30));
    }
}
