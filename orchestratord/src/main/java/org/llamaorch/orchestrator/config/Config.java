package org.llamaorch.orchestrator.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.scheduler.SchedulerSettings;
import org.llamaorch.orchestrator.catalog.CatalogSettings;
import org.llamaorch.orchestrator.journal.Durability;
import org.llamaorch.orchestrator.keys.KeyGrant;
import org.llamaorch.orchestrator.stream.StreamSettings;
import org.llamaorch.orchestrator.trace.TelemetrySettings;
import org.llamaorch.poolmanager.provision.fetch.FetchSettings;

/**
 * Everything the daemon is told, checked. Immutable.
 *
 * @param home folder of the state
 * @param cache folder of engines and models
 * @param offline whether nothing is fetched at all
 * @param python the Python that the launcher found (LLAMA_ORCH_PYTHON); null when it found none
 * @param shutdownGraceMs how long running tasks may go on after SIGTERM
 * @param logFormat null when nobody asked for one
 * @param poolManagerd who starts the engines
 * @param trustStrict whether models without signature and SBOM are refused to everybody
 * @param fetch what may be fetched over HTTPS
 * @param telemetry where spans go; nowhere by default
 * @param catalog limits of the catalog, and whose signatures count
 */
public record Config(
        ListenAddress address,
        Path home,
        Path cache,
        boolean offline,
        @Nullable Path python,
        Durability durability,
        long shutdownGraceMs,
        @Nullable LogFormat logFormat,
        boolean trustStrict,
        PoolManagerd poolManagerd,
        Access access,
        Workers workers,
        SchedulerSettings scheduler,
        StreamSettings stream,
        CatalogSettings catalog,
        Bounds bounds,
        FetchSettings fetch,
        TelemetrySettings telemetry,
        List<PoolConfig> pools) {

    public Config {
        pools = List.copyOf(pools);
    }

    /** The same with its state elsewhere. */
    public Config withHome(Path elsewhere) {
        return with(
                address,
                elsewhere,
                poolManagerd,
                workers.in(elsewhere.resolve("runtime").resolve("engines")));
    }

    /** The same at another address. */
    public Config withAddress(ListenAddress other) {
        return with(other, home, poolManagerd, workers);
    }

    /**
     * The same with a pool-managerd of its own at another address.
     *
     * @throws ConfigurationRefused when it is none
     */
    public Config withPoolManagerAt(String other) {
        return with(address, home, poolManagerd.at(ListenAddress.parse("--addr", other)), workers);
    }

    private Config with(ListenAddress listen, Path folder, PoolManagerd engines, Workers handoffs) {
        return new Config(
                listen,
                folder,
                cache,
                offline,
                python,
                durability,
                shutdownGraceMs,
                logFormat,
                trustStrict,
                engines,
                access,
                handoffs,
                scheduler,
                stream,
                catalog,
                bounds,
                fetch,
                telemetry,
                pools);
    }

    /**
     * Who starts the engines.
     *
     * @param embedded whether the orchestrator does it itself, not somebody who hands them over
     * @param address where a pool-managerd of its own listens (POOL_MANAGERD_ADDR)
     * @param gpuLookMs how often GPUs are looked at
     * @param settleMs how long it must see an engine idle before it is drained
     * @param idlePatienceMs longest that it waits for running work
     */
    public record PoolManagerd(
            boolean embedded,
            ListenAddress address,
            long gpuLookMs,
            long settleMs,
            long idlePatienceMs) {

        private PoolManagerd at(ListenAddress other) {
            return new PoolManagerd(embedded, other, gpuLookMs, settleMs, idlePatienceMs);
        }
    }

    /** PEM files: the chain of certificates, the server's first, and its private key. */
    public record Tls(Path certificate, Path key) {}

    /**
     * Workers that nobody configured.
     *
     * @param runtimeDir folder of handoff files (ORCHD_RUNTIME_DIR)
     * @param watchIntervalMs how often it is looked at (ORCHD_HANDOFF_WATCH_INTERVAL_MS)
     * @param allowedHosts where they may be, beside loopback
     * @param forgetAfterMs how long one that registered itself may be silent
     */
    public record Workers(
            Path runtimeDir, long watchIntervalMs, Set<String> allowedHosts, long forgetAfterMs) {

        public Workers {
            allowedHosts = Set.copyOf(allowedHosts);
        }

        private Workers in(Path folder) {
            return new Workers(folder, watchIntervalMs, allowedHosts, forgetAfterMs);
        }
    }

    /**
     * Who may call, how, and how much.
     *
     * @param authToken the key of AUTH_TOKEN; null without one
     * @param keys those of the configuration itself
     * @param keysFile the file of the others; null for the one in the folder of the state
     * @param keysWatchMs how often that is looked at
     * @param sessionBudget the bound of every session
     * @param tls the certificate that is shown; null for plain HTTP
     */
    public record Access(
            @Nullable String authToken,
            List<KeyGrant> keys,
            @Nullable Path keysFile,
            long keysWatchMs,
            Spending sessionBudget,
            @Nullable Tls tls,
            boolean optional,
            Set<String> allowedHosts,
            Set<String> allowedOrigins,
            boolean metricsOpen) {

        public Access {
            keys = List.copyOf(keys);
            allowedHosts = Set.copyOf(allowedHosts);
            allowedOrigins = Set.copyOf(allowedOrigins);
        }

        @Override
        public String toString() {
            return "Access[authToken=" + (authToken == null ? "none" : "****") + "]";
        }
    }
}
