package org.llamaorch.orchestrator.http.auth;

import java.util.Set;

/**
 * Who may call.
 *
 * @param keys all known keys; as long as there never was one, the home profile holds
 * @param authOptional whether loopback peers pass without a key although keys exist
 * @param allowedHosts names beside the loopback ones that {@code Host} may give on a loopback bind
 * @param allowedOrigins origins, such as {@code https://example.org}, that may change things
 * @param metricsOpen whether {@code /metrics} needs no key
 */
public record AuthSettings(
        KeyRing keys,
        boolean authOptional,
        Set<String> allowedHosts,
        Set<String> allowedOrigins,
        boolean metricsOpen) {

    public AuthSettings {
        allowedHosts = Set.copyOf(allowedHosts);
        allowedOrigins = Set.copyOf(allowedOrigins);
    }
}
