package org.llamaorch.core.placement;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.FullPolicy;
import org.llamaorch.core.budget.Price;

/**
 * A configured pool, as the scheduler needs it.
 *
 * @param model the model_ref its replicas serve; null when it is whatever the engines at its urls
 *     serve
 * @param aliases names a task may use for the model; the pool's id is one of the demo pool's
 * @param capacity places in its queue
 * @param highWaterPercent share of the capacity above which shed-low-priority refuses batch
 * @param batchEvery which start of its queue goes to a batch task that waited too long; null for
 *     the usual
 * @param wallTimeoutMs longest an attempt may run
 * @param idleTimeoutMs longest an engine may be silent in an attempt
 * @param maxTokensDefault most tokens decoded for a task that names no max_tokens
 * @param price what its tokens cost
 * @param samplerProfileVersion the version of the sampling defaults that its replicas have in
 *     common; null when nobody says
 * @param sameEngineVersion whether its replicas must have one engine version (ORCH-3046)
 */
public record PoolSpec(
        String id,
        EngineKind engine,
        @Nullable String model,
        List<String> aliases,
        int capacity,
        FullPolicy fullPolicy,
        int highWaterPercent,
        @Nullable Integer batchEvery,
        long wallTimeoutMs,
        long idleTimeoutMs,
        int maxTokensDefault,
        Price price,
        @Nullable String samplerProfileVersion,
        boolean sameEngineVersion) {

    public PoolSpec {
        aliases = List.copyOf(aliases);
        if (batchEvery != null && batchEvery < 1) {
            throw new IllegalArgumentException("a batch task gets one of some starts");
        }
        if (capacity < 1) {
            throw new IllegalArgumentException("a pool's queue has at least one place");
        }
    }

    /**
     * Most tokens decoded for a task that asks for {@code asked}; null when neither it nor the pool
     * says, and the context alone bounds it.
     */
    public @Nullable Integer maxTokens(@Nullable Integer asked) {
        if (asked != null) {
            return asked;
        }
        return maxTokensDefault > 0 ? Integer.valueOf(maxTokensDefault) : null;
    }

    /** The same with another model. */
    public PoolSpec withModel(@Nullable String other) {
        return new PoolSpec(
                id,
                engine,
                other,
                aliases,
                capacity,
                fullPolicy,
                highWaterPercent,
                batchEvery,
                wallTimeoutMs,
                idleTimeoutMs,
                maxTokensDefault,
                price,
                samplerProfileVersion,
                sameEngineVersion);
    }

    /**
     * A pool with these limits that the configuration does not name but a replica does. It serves
     * whatever its engines serve, and its id is a name for that.
     */
    public PoolSpec made(String otherId, EngineKind otherEngine) {
        return new PoolSpec(
                otherId,
                otherEngine,
                null,
                List.of(otherId),
                capacity,
                fullPolicy,
                highWaterPercent,
                batchEvery,
                wallTimeoutMs,
                idleTimeoutMs,
                maxTokensDefault,
                price,
                null,
                false);
    }

    /** The limits of a pool of which nothing is configured. */
    public static PoolSpec usual() {
        return new PoolSpec(
                "usual",
                EngineKind.LLAMACPP,
                null,
                List.of(),
                256,
                FullPolicy.REJECT,
                80,
                null,
                600_000,
                60_000,
                4096,
                Price.FREE,
                null,
                false);
    }
}
