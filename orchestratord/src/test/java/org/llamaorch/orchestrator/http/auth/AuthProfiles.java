package org.llamaorch.orchestrator.http.auth;

import java.util.List;
import java.util.Set;

/** Who may call in the tests of the HTTP side. */
public final class AuthProfiles {

    private AuthProfiles() {}

    /** No key, loopback only, metrics open. */
    public static AuthSettings home() {
        return new AuthSettings(new KeyRing(List.of()), false, Set.of(), Set.of(), true);
    }

    /** One key with all scopes. */
    public static AuthSettings withToken(String authToken, boolean authOptional) {
        return new AuthSettings(
                new KeyRing(List.of(ApiKey.authToken(authToken))),
                authOptional,
                Set.of(),
                Set.of(),
                true);
    }
}
