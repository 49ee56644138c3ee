package org.llamaorch.orchestrator.http.auth;

import java.util.List;
import java.util.Set;

/**
 * Who may call.
 *
 * @param keys all configured keys; none means the home profile
 * @param authOptional whether loopback peers pass without a key although keys exist
 * @param allowedHosts names beside the loopback ones that {@code Host} may give on a loopback bind
 * @param allowedOrigins origins, such as {@code https://example.org}, that may change things
 * @param metricsOpen whether {@code /metrics} needs no key
 */
public record AuthSettings(
        List<ApiKey> keys,
        boolean authOptional,
        Set<String> allowedHosts,
        Set<String> allowedOrigins,
        boolean metricsOpen) {
    public AuthSettings {
        keys = List.copyOf(keys);
        allowedHosts = Set.copyOf(allowedHosts);
        allowedOrigins = Set.copyOf(allowedOrigins);
    }

    /** How logs name the caller with this name: {@code localhost}, or {@code token:} and digits. */
    public String identity(String callerName) {
        return keys.stream()
                .map(ApiKey::caller)
                .filter(caller -> caller.name().equals(callerName))
                .map(Caller::identity)
                .findFirst()
                .orElse(callerName);
    }

    /** No key, loopback only, metrics open. */
    public static AuthSettings home() {
        return new AuthSettings(List.of(), false, Set.of(), Set.of(), true);
    }

    /** One key with all scopes. */
    public static AuthSettings withToken(String authToken, boolean authOptional) {
        return new AuthSettings(
                List.of(ApiKey.authToken(authToken)), authOptional, Set.of(), Set.of(), true);
    }
}
