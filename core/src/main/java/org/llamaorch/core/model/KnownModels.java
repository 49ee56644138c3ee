package org.llamaorch.core.model;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The catalog as admission and placement look at it: found by id, alias, digest or source.
 * Immutable.
 */
public final class KnownModels {

    public static final KnownModels NONE = new KnownModels(List.of());

    private final Map<String, CatalogModel> byName = new HashMap<>();
    private final Map<String, CatalogModel> byDigest = new HashMap<>();

    /**
     * The entries, no two of them with a name in common. A source or digest that several have in
     * common stands for the first that is not retired.
     */
    public KnownModels(List<CatalogModel> entries) {
        for (CatalogModel entry : entries) {
            if (entry.digest() != null) {
                byDigest.merge(entry.digest(), entry, KnownModels::better);
            }
            if (entry.source() != null) {
                byName.merge(entry.source(), entry, KnownModels::better);
            }
        }
        for (CatalogModel entry : entries) {
            byName.put(entry.id(), entry);
            entry.aliases().forEach(alias -> byName.put(alias, entry));
        }
    }

    private static CatalogModel better(CatalogModel one, CatalogModel other) {
        return one.retired() && !other.retired() ? other : one;
    }

    /** The entry that the reference names: by id or alias, else source, else digest. */
    public Optional<CatalogModel> named(String modelRef) {
        CatalogModel named = byName.get(modelRef);
        return Optional.ofNullable(named != null ? named : byDigest.get(modelRef));
    }

    /** The entry whose content has this digest. */
    public Optional<CatalogModel> withDigest(@Nullable String digest) {
        return digest == null ? Optional.empty() : Optional.ofNullable(byDigest.get(digest));
    }

    /**
     * The entry behind what a pool serves: by its model, an alias, or the digest of what its
     * replicas have loaded; the first that there is.
     *
     * @param model the model_ref that it is configured with; null for none
     */
    public Optional<CatalogModel> behind(
            @Nullable String model, List<String> aliases, List<@Nullable String> digests) {
        Optional<CatalogModel> found = model == null ? Optional.empty() : named(model);
        for (String alias : aliases) {
            found = found.or(() -> named(alias));
        }
        for (String digest : digests) {
            found = found.or(() -> withDigest(digest));
        }
        return found;
    }

    /** Every name under which a pool or a replica may have what the reference names. */
    public Set<String> names(String modelRef) {
        CatalogModel entry = named(modelRef).orElse(null);
        if (entry == null) {
            return Set.of(modelRef);
        }
        Set<String> names = new HashSet<>(entry.aliases());
        names.add(modelRef);
        names.add(entry.id());
        if (entry.source() != null) {
            names.add(entry.source());
        }
        if (entry.digest() != null) {
            names.add(entry.digest());
        }
        return names;
    }

    /**
     * Whether digests decide, and how: empty when the entry or the replica names none, or they are
     * of different algorithms.
     */
    public Optional<Boolean> sameContent(String modelRef, @Nullable String replicaDigest) {
        String known = named(modelRef).map(CatalogModel::digest).orElse(null);
        if (known == null || replicaDigest == null) {
            return Optional.empty();
        }
        boolean comparable =
                known.substring(0, known.indexOf(':') + 1)
                        .equals(replicaDigest.substring(0, replicaDigest.indexOf(':') + 1));
        return comparable ? Optional.of(known.equals(replicaDigest)) : Optional.empty();
    }
}
