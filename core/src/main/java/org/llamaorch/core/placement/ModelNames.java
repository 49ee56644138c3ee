package org.llamaorch.core.placement;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which names stand for which model: pools' models and aliases, names and digests that replicas
 * report. Task and replica match by digest, else by name (contract §7). Confined to the scheduler's
 * thread.
 */
public final class ModelNames {

    private static final int REMEMBERED_NAMES_MAX = 10_000;
    private static final List<String> SCHEMES =
            List.of(
                    "demo:", "hf:", "file:", "http:", "https:", "s3:", "oci:", "sha256:", "/", "./",
                    "../");

    private final Map<String, Set<String>> digestsByName = new HashMap<>();
    private final Set<String> everReported = new LinkedHashSet<>();
    private final Set<String> configured = new HashSet<>();

    /** Whether the reference says by itself where its model comes from. */
    public static boolean hasScheme(String modelRef) {
        return SCHEMES.stream().anyMatch(modelRef::startsWith);
    }

    static boolean configured(String model, PoolSpec pool) {
        return model.equals(pool.model()) || pool.aliases().contains(model);
    }

    /** Whether the name is or was served, or is configured. */
    boolean known(String modelRef) {
        return configured.contains(modelRef) || everReported.contains(modelRef);
    }

    boolean match(String model, ReplicaGroup.Key replica, PoolSpec pool) {
        String digest = replica.modelDigest();
        return replica.models().contains(model)
                || configured(model, pool)
                || (digest != null
                        && (digest.equals(model)
                                || digestsByName.getOrDefault(model, Set.of()).contains(digest)));
    }

    /** Learns all names anew. */
    void learn(Collection<Pool> pools, Collection<ReplicaGroup> groups) {
        configured.clear();
        digestsByName.clear();
        for (Pool pool : pools) {
            if (pool.spec.model() != null) {
                configured.add(pool.spec.model());
            }
            configured.addAll(pool.spec.aliases());
        }
        for (ReplicaGroup group : groups) {
            String digest = group.key().modelDigest();
            group.key().models().forEach(this::remember);
            if (digest != null) {
                remember(digest);
                for (String name : group.key().models()) {
                    digestsByName.computeIfAbsent(name, _ -> new HashSet<>()).add(digest);
                }
            }
        }
    }

    private void remember(String name) {
        if (everReported.size() < REMEMBERED_NAMES_MAX || configured.contains(name)) {
            everReported.add(name);
        }
    }
}
