package org.llamaorch.orchestrator.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.llamaorch.contracts.redaction.Redaction;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.poolmanager.PoolSettings;
import org.llamaorch.poolmanager.provision.ProvisionSettings;
import org.llamaorch.poolmanager.provision.fetch.FetchSettings;
import org.llamaorch.poolmanager.provision.model.ModelDirectory;

/** What supervision is told of the configuration. */
final class EngineSettings {

    private EngineSettings() {}

    /**
     * The settings.
     *
     * @param home where run records and engine logs are kept
     * @param fetch what may be fetched now
     * @param models which names beside the usual references lead to a model
     */
    static PoolSettings of(
            Config config, Path home, Supplier<FetchSettings> fetch, ModelDirectory models) {
        PoolSettings usual =
                PoolSettings.of(home, config.cache(), config.offline(), Redaction::redact);
        ProvisionSettings provision = usual.provision();
        return new PoolSettings(
                usual.home(),
                new ProvisionSettings(
                        provision.cache(),
                        provision.offline(),
                        config.python(),
                        provision.searchPath(),
                        provision.lockPatience(),
                        provision.fetchPatience(),
                        fetch,
                        models),
                config.bounds().supervision(),
                config.bounds().engineLogBytes(),
                Duration.ofMillis(config.poolManagerd().gpuLookMs()),
                usual.redact());
    }
}
