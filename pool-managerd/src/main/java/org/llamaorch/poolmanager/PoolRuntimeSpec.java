package org.llamaorch.poolmanager;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.Workload;
import org.llamaorch.contracts.digest.Sha256;
import org.llamaorch.poolmanager.provision.ProvisioningMode;

/**
 * A pool whose engines are provisioned and run here.
 *
 * @param modelRef what its replicas serve
 * @param aliases names its model answers to; the engine reports the first
 * @param ctx tokens of context a slot gets; 0 for the model's own, at most {@link #LARGEST_OWN_CTX}
 * @param slots requests a replica decodes at once
 * @param threads a replica's threads on the processor; 0 to share the processors out
 * @param batch most tokens of a prompt computed in one step: bounds how long a cancel waits
 * @param workload completion, embedding or rerank
 * @param provisioning how its engine comes here
 * @param packageConsent whether packages may be installed for it; the demo model needs none
 * @param environment of the engine, beside what it always gets
 * @param flags arguments of the engine's program, over what is chosen here
 * @param packageLock the requirements file with hashes that names the engine's package; null for
 *     the one that comes with the program
 */
public record PoolRuntimeSpec(
        String poolId,
        EngineKind engine,
        String modelRef,
        List<String> aliases,
        int ctx,
        int slots,
        int threads,
        int batch,
        Workload workload,
        ProvisioningMode provisioning,
        boolean packageConsent,
        Map<String, String> environment,
        List<String> flags,
        @Nullable Path packageLock,
        List<ReplicaRuntimeSpec> replicas) {

    /** Context a slot gets when the pool names none and the model would allow more. */
    public static final int LARGEST_OWN_CTX = 4096;

    public static final int DEFAULT_SLOTS = 2;
    public static final int DEFAULT_BATCH = 128;

    public PoolRuntimeSpec {
        aliases = List.copyOf(aliases);
        environment = Map.copyOf(environment);
        flags = List.copyOf(flags);
        replicas = List.copyOf(replicas);
        if (slots < 1 || ctx < 0 || threads < 0 || batch < 1) {
            throw new IllegalArgumentException("a pool's slots, ctx, threads and batch make sense");
        }
        if (replicas.isEmpty()) {
            throw new IllegalArgumentException("pool " + poolId + " has a replica");
        }
    }

    /** The pool of a model on the processor, with the defaults: one replica, {@code r0}. */
    public static PoolRuntimeSpec onProcessor(
            String poolId, String modelRef, List<String> aliases, boolean packageConsent) {
        return new PoolRuntimeSpec(
                poolId,
                EngineKind.LLAMACPP,
                modelRef,
                aliases,
                0,
                DEFAULT_SLOTS,
                0,
                DEFAULT_BATCH,
                Workload.COMPLETION,
                ProvisioningMode.PACKAGE,
                packageConsent,
                Map.of(),
                List.of(),
                null,
                List.of(new ReplicaRuntimeSpec("r0", List.of("cpu"), false)));
    }

    /** The same with another model. */
    public PoolRuntimeSpec withModel(String other) {
        return new PoolRuntimeSpec(
                poolId,
                engine,
                other,
                aliases,
                ctx,
                slots,
                threads,
                batch,
                workload,
                provisioning,
                packageConsent,
                environment,
                flags,
                packageLock,
                replicas);
    }

    /**
     * Hash of what an engine of the replica is asked to be: one that was started for the same may
     * be adopted.
     */
    public String specification(ReplicaRuntimeSpec replica, String modelDigest) {
        return Sha256.hexOf(
                String.join(
                        "\n",
                        engine.wireName(),
                        modelDigest,
                        aliases.toString(),
                        Integer.toString(ctx),
                        Integer.toString(slots),
                        Integer.toString(threads),
                        Integer.toString(batch),
                        workload.wireName(),
                        new TreeMap<>(environment).toString(),
                        flags.toString(),
                        String.valueOf(packageLock),
                        replica.devices().toString() + split(replica),
                        Boolean.toString(replica.keyed())));
    }

    /** Nothing for an even spread, so that engines of before there were splits are adopted. */
    private static String split(ReplicaRuntimeSpec replica) {
        return replica.tensorSplit().isEmpty() ? "" : replica.tensorSplit().toString();
    }
}
