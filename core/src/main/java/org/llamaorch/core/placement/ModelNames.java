package org.llamaorch.core.placement;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.llamaorch.core.model.CatalogModel;
import org.llamaorch.core.model.KnownModels;

/**
 * Which names stand for which model: pools' models and aliases, names and digests that replicas
 * report. Task and replica match by digest, else by name (contract §7). Confined to the scheduler's
 * thread.
 */
public final class ModelNames {

    private static final int REMEMBERED_NAMES_MAX = 10_000;
    private final Map<String, Set<String>> digestsByName = new HashMap<>();
    private final Set<String> everReported = new LinkedHashSet<>();
    private final Set<String> configured = new HashSet<>();
    private KnownModels catalog = KnownModels.NONE;

    /** Takes the catalog as it is now. */
    void catalog(KnownModels now) {
        catalog = now;
    }

    KnownModels catalog() {
        return catalog;
    }

    /** Whether the pool is configured with the model, by any name that the catalog has for it. */
    boolean configured(String model, PoolSpec pool) {
        return catalog.names(model).stream().anyMatch(name -> names(pool, name));
    }

    private static boolean names(PoolSpec pool, String name) {
        return name.equals(pool.model()) || pool.aliases().contains(name);
    }

    /** Whether the pool is configured with a retired model. */
    boolean retired(PoolSpec pool) {
        return configuredEntry(pool).filter(CatalogModel::retired).isPresent();
    }

    /**
     * The catalog entry of the model that the pool is configured with, by its model or an alias.
     */
    Optional<CatalogModel> configuredEntry(PoolSpec pool) {
        return catalog.behind(pool.model(), pool.aliases(), List.of());
    }

    /** Whether the name is or was served, is configured, or is in the catalog. */
    boolean known(String modelRef) {
        return configured.contains(modelRef)
                || everReported.contains(modelRef)
                || catalog.named(modelRef).isPresent();
    }

    /**
     * Whether the replica has the model:
     *
     * <ol>
     *   <li>the catalog and the replica both know a digest: only the same content will do
     *       (ORCH-3097)
     *   <li>a name of the model is one that the replica reports or its pool is configured with
     *   <li>a replica of that name elsewhere has the same digest
     * </ol>
     */
    boolean match(String model, ReplicaGroup.Key replica, PoolSpec pool) {
        String digest = replica.modelDigest();
        Optional<Boolean> same = catalog.sameContent(model, digest);
        if (same.isPresent()) { // 1
            return same.get();
        }
        if (configured(model, pool)
                || catalog.names(model).stream().anyMatch(replica.models()::contains)) { // 2
            return true;
        }
        return digest != null
                && (digest.equals(model)
                        || digestsByName.getOrDefault(model, Set.of()).contains(digest)); // 3
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
