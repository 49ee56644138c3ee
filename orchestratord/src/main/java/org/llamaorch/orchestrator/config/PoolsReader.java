package org.llamaorch.orchestrator.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.FullPolicy;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.budget.Price;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.orchestrator.keys.KeyJson;
import org.llamaorch.poolmanager.gpu.GpuMask;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningMode;
import org.llamaorch.poolmanager.provision.engine.PackageLock;
import tools.jackson.databind.JsonNode;

/** Reads the pools: the file's, else the demo pool; variables and flags change the default pool. */
final class PoolsReader {

    static final String DEFAULT_POOL = "default";
    static final String DEMO_MODEL = "demo:gemma3-270m";

    private static final int CAPACITY = 256;
    private static final int HIGH_WATER_PERCENT = 80;
    private static final long WALL_MS = 600_000;
    private static final long IDLE_MS = 60_000;
    private static final int CTX = 4096;
    private static final int SLOTS = 2;
    private static final int MAX_TOKENS = 4096;

    private final Environment environment;
    private final ConfigReader.Flags flags;
    private final Section queue;
    private final EngineKeyReader engineKeys;

    PoolsReader(Environment environment, ConfigReader.Flags flags, Section queue) {
        this.environment = environment;
        this.flags = flags;
        this.queue = queue;
        this.engineKeys = new EngineKeyReader(environment);
    }

    List<PoolConfig> pools(Section root) {
        List<PoolConfig> pools = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Section section : root.each("pools")) {
            PoolConfig pool = pool(section);
            if (!ids.add(pool.spec().id())) {
                throw new ConfigurationRefused(
                        "two pools are called '" + pool.spec().id() + "'; ids are unique.");
            }
            pools.add(pool);
        }
        if (pools.isEmpty()) {
            pools.add(demo(DEMO_MODEL, true));
        }
        Path model = flags.model();
        if (model != null) {
            replace(pools, demo("file:" + model.toAbsolutePath().normalize(), false));
        }
        bindUrl(pools);
        return pools;
    }

    /** ORCHD_LLAMACPP_URL and --llamacpp-url: an engine that runs already, as a pool's replica. */
    private void bindUrl(List<PoolConfig> pools) {
        Optional<String> url =
                flags.llamacppUrl() != null
                        ? Optional.of(flags.llamacppUrl())
                        : environment.text("ORCHD_LLAMACPP_URL");
        if (url.isEmpty()) {
            return;
        }
        String from = flags.llamacppUrl() != null ? "--llamacpp-url" : "ORCHD_LLAMACPP_URL";
        if (!url.get().matches("https?://[^/?#]+/?")) {
            throw Environment.wrong(
                    from,
                    url.get(),
                    "the base of a llama.cpp server, such as http://127.0.0.1:8081");
        }
        String poolId = environment.text("ORCHD_LLAMACPP_POOL").orElse(DEFAULT_POOL);
        String replicaId = environment.text("ORCHD_LLAMACPP_REPLICA").orElse("r0");
        ReplicaConfig bound =
                new ReplicaConfig(replicaId, base(url.get()), List.of(), List.of(), null);
        List<ReplicaConfig> replicas = new ArrayList<>();
        for (PoolConfig pool : pools) {
            if (pool.spec().id().equals(poolId)) {
                replicas.addAll(pool.external());
            }
        }
        replicas.removeIf(replica -> replica.id().equals(replicaId));
        replicas.add(bound);
        PoolSpec served =
                pools.stream()
                        .map(PoolConfig::spec)
                        .filter(spec -> spec.id().equals(poolId))
                        .findFirst()
                        .filter(spec -> !DEMO_MODEL.equals(spec.model()))
                        .orElseGet(() -> spec(Section.EMPTY, poolId, null, List.of(poolId)));
        replace(
                pools,
                new PoolConfig(
                        served,
                        0,
                        SLOTS,
                        replicas,
                        Workload.COMPLETION,
                        false,
                        EngineProvision.NONE));
    }

    private static void replace(List<PoolConfig> pools, PoolConfig changed) {
        String id = changed.spec().id();
        boolean onlyDemo = pools.size() == 1 && DEMO_MODEL.equals(pools.getFirst().spec().model());
        for (int i = 0; i < pools.size(); i++) {
            if (pools.get(i).spec().id().equals(id)) {
                pools.set(i, changed);
                return;
            }
        }
        if (onlyDemo) {
            pools.clear();
        }
        pools.add(changed);
    }

    /** The pool of a start without a file: one small model on the processor. */
    private PoolConfig demo(String model, boolean assumed) {
        return new PoolConfig(
                spec(Section.EMPTY, DEFAULT_POOL, model, List.of(DEFAULT_POOL)),
                CTX,
                SLOTS,
                List.of(new ReplicaConfig("r0", null, List.of("cpu"), List.of(), null)),
                Workload.COMPLETION,
                assumed,
                new EngineProvision(ProvisioningMode.PACKAGE, true, Map.of(), List.of(), null));
    }

    private PoolConfig pool(Section section) {
        String id = section.text("id").orElseThrow();
        List<ReplicaConfig> replicas = replicas(id, section);
        Section provisioning = section.at("provisioning");
        String model = section.text("model").orElse(null);
        boolean starts = replicas.stream().anyMatch(replica -> replica.url() == null);
        ProvisioningMode mode =
                provisioning.oneOf(
                        "mode",
                        ProvisioningMode.class,
                        starts ? ProvisioningMode.PACKAGE : ProvisioningMode.EXTERNAL);
        if (starts && mode == ProvisioningMode.EXTERNAL) {
            throw new ConfigurationRefused(
                    "pool '"
                            + id
                            + "' has provisioning.mode external and a replica without a url.");
        }
        if (starts && model == null) {
            throw new ConfigurationRefused(
                    "pool '"
                            + id
                            + "' starts an engine and names no model; for example: model: "
                            + DEMO_MODEL
                            + ".");
        }
        return new PoolConfig(
                spec(section, id, model, section.texts("aliases")),
                section.count("ctx", starts ? CTX : 0),
                section.count("slots", SLOTS),
                replicas,
                section.oneOf("workload", Workload.class, Workload.COMPLETION),
                false,
                provision(id, mode, provisioning));
    }

    private static EngineProvision provision(
            String poolId, ProvisioningMode mode, Section provisioning) {
        Map<String, String> variables = new TreeMap<>();
        for (Map.Entry<String, JsonNode> one : provisioning.at("env").node().properties()) {
            variables.put(one.getKey(), one.getValue().asString());
        }
        return new EngineProvision(
                mode,
                provisioning.flag("allow_package_installs", false),
                variables,
                provisioning.texts("flags"),
                packageLock(poolId, provisioning.at("package")));
    }

    /** The lock decides what is installed; name and version say again what it must be. */
    private static @Nullable Path packageLock(String poolId, Section wanted) {
        Optional<Path> lock = wanted.text("lock").map(Path::of).map(Path::toAbsolutePath);
        String name = wanted.text("name").orElse(null);
        String version = wanted.text("version").orElse(null);
        if (name == null && version == null) {
            return lock.orElse(null);
        }
        PackageLock locked;
        try {
            locked = lock.isPresent() ? PackageLock.read(lock.get()) : PackageLock.bundled();
        } catch (ProvisioningFailed unusable) {
            throw new ConfigurationRefused(
                    "pool '" + poolId + "': " + unusable.sentence(), unusable);
        }
        if ((name != null && !name.equals(locked.name()))
                || (version != null && !version.equals(locked.version()))) {
            throw new ConfigurationRefused(
                    "pool '"
                            + poolId
                            + "' wants the package "
                            + (name == null ? locked.name() : name)
                            + " "
                            + (version == null ? locked.version() : version)
                            + ", and the lock holds "
                            + locked.name()
                            + " "
                            + locked.version()
                            + "; name a lock with hashes for it in provisioning.package.lock.");
        }
        return lock.orElse(null);
    }

    private List<ReplicaConfig> replicas(String poolId, Section section) {
        List<ReplicaConfig> replicas = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Section one : section.each("replicas")) {
            String id = one.text("id").orElse("r" + replicas.size());
            if (!ids.add(id)) {
                throw new ConfigurationRefused(
                        "two replicas of pool '" + poolId + "' are called '" + id + "'.");
            }
            String url = one.text("url").map(PoolsReader::base).orElse(null);
            if (url != null && !one.texts("devices").isEmpty()) {
                throw new ConfigurationRefused(
                        "replica '"
                                + poolId
                                + "/"
                                + id
                                + "' has a url and devices; where an engine runs that is not"
                                + " started here is its own matter.");
            }
            if (url == null && one.texts("devices").isEmpty()) {
                throw needsDevices(poolId, id);
            }
            List<Double> split = one.fractions("tensor_split");
            new GpuMask(one.texts("devices"), split)
                    .splitRefusal()
                    .ifPresent(sentence -> {
                        throw new ConfigurationRefused(
                                "replica '" + poolId + "/" + id + "': " + sentence);
                    });
            replicas.add(
                    new ReplicaConfig(
                            id,
                            url,
                            one.texts("devices"),
                            split,
                            engineKeys.read(poolId + "/" + id, one)));
        }
        if (replicas.isEmpty()) {
            throw new ConfigurationRefused(
                    "pool '"
                            + poolId
                            + "' has no replicas; one with a url, or one with devices:"
                            + " [cpu].");
        }
        return replicas;
    }

    private static ConfigurationRefused needsDevices(String poolId, String id) {
        return new ConfigurationRefused(
                "replica '"
                        + poolId
                        + "/"
                        + id
                        + "' has neither a url nor devices; devices: [cpu] asks for the processor,"
                        + " [0] for the first GPU.");
    }

    private PoolSpec spec(
            Section section, String id, @Nullable String model, List<String> aliases) {
        Section own = section.at("queue");
        Section timeouts = section.at("timeouts");
        int capacity =
                environment
                        .integer("ORCHD_ADMISSION_CAPACITY", 1, 1_000_000)
                        .orElse(own.count("capacity", queue.count("capacity", CAPACITY)));
        FullPolicy usual = queue.oneOf("full_policy", FullPolicy.class, FullPolicy.REJECT);
        FullPolicy policy =
                environment
                        .oneOf("ORCHD_ADMISSION_POLICY", FullPolicy.class)
                        .orElse(own.oneOf("full_policy", FullPolicy.class, usual));
        return new PoolSpec(
                id,
                section.oneOf("engine", EngineKind.class, EngineKind.LLAMACPP),
                model,
                aliases,
                capacity,
                policy,
                own.count(
                        "high_water_percent",
                        queue.count("high_water_percent", HIGH_WATER_PERCENT)),
                own.node().has("batch_every") ? own.count("batch_every", 1) : null,
                timeouts.number("wall_ms", WALL_MS),
                timeouts.number("idle_ms", IDLE_MS),
                section.count("max_tokens", MAX_TOKENS),
                price(section.at("price")),
                section.text("sampler_profile_version").orElse(null),
                section.flag("require_same_engine_version", false));
    }

    private static Price price(Section price) {
        return new Price(
                KeyJson.nanos(price.exact("input_per_mtok")),
                KeyJson.nanos(price.exact("output_per_mtok")));
    }

    private static String base(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
