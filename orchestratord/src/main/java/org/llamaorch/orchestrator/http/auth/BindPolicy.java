package org.llamaorch.orchestrator.http.auth;

import java.util.Optional;

/** Refuses to serve others than this machine without a key (B-SEC-005). */
public final class BindPolicy {
    private BindPolicy() {}

    /**
     * The one line that refuses the start, or empty when the bind is fine.
     *
     * @param host the address to bind
     * @param keyConfigured whether any key exists
     * @param loopback the setting that binds to loopback, such as {@code ORCHD_ADDR=127.0.0.1:8080}
     */
    public static Optional<String> refusal(String host, boolean keyConfigured, String loopback) {
        if (keyConfigured || Loopback.binds(host)) {
            return Optional.empty();
        }
        return Optional.of(
                "%s (%d): %s can be reached from other machines and no key is set. Make a key with 'llama-orch key new NAME' or set AUTH_TOKEN to a random string of 32 or more characters, or bind to loopback with %s."
                        .formatted(
                                AuthCode.NON_LOOPBACK_WITHOUT_TOKEN,
                                AuthCode.NON_LOOPBACK_WITHOUT_TOKEN.number(),
                                host,
                                loopback));
    }
}
