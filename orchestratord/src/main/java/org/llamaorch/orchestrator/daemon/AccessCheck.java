package org.llamaorch.orchestrator.daemon;

import java.util.Optional;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.http.HttpSettings;
import org.llamaorch.orchestrator.http.auth.ApiKey;
import org.llamaorch.orchestrator.http.auth.AuthCode;
import org.llamaorch.orchestrator.http.auth.AuthSettings;
import org.llamaorch.orchestrator.http.auth.BindPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the configured access is safe to serve with (B-SEC-005), and the settings it makes. */
final class AccessCheck {

    private static final Logger LOG = LoggerFactory.getLogger(AccessCheck.class);

    private AccessCheck() {}

    /**
     * The settings of the HTTP interface.
     *
     * @param loopback the setting that binds to loopback, such as {@code ORCHD_ADDR=127.0.0.1:8080}
     * @throws StartRefused when others could reach it without a key, or AUTH_TOKEN is weak
     */
    static HttpSettings httpSettings(Config config, CallerKeys keys, String loopback) {
        Config.Access access = config.access();
        BindPolicy.refusal(config.address().host(), keys.any(), loopback)
                .ifPresent(sentence -> {
                    throw new StartRefused(
                            StartRefused.UNSAFE,
                            AuthCode.NON_LOOPBACK_WITHOUT_TOKEN.name(),
                            sentence);
                });
        String token = access.authToken();
        Optional<String> weak = Optional.ofNullable(token).flatMap(ApiKey::refusal);
        if (weak.isPresent()) {
            throw new StartRefused(StartRefused.UNSAFE, "WEAK_KEY", weak.get());
        }
        if (token != null) {
            ApiKey.warning(token).ifPresent(LOG::warn);
        }
        return settings(config, keys);
    }

    /** The settings that a configuration makes, whether or not they are safe to start with. */
    static HttpSettings settings(Config config, CallerKeys keys) {
        Config.Access access = config.access();
        AuthSettings auth =
                new AuthSettings(
                        keys.ring(),
                        access.optional(),
                        access.allowedHosts(),
                        access.allowedOrigins(),
                        access.metricsOpen());
        return HttpSettings.of(config.address().host(), config.address().port(), auth)
                .withLimits(config.bounds().http())
                .withRemoteMedia(config.bounds().remoteMedia())
                .withTrustStrict(config.trustStrict());
    }
}
