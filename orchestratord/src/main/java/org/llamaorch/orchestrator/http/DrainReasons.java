package org.llamaorch.orchestrator.http;

import org.llamaorch.core.placement.PoolView;

/** Tells why pools drain (B-CP-013). Safe from any thread; never blocks. */
@FunctionalInterface
public interface DrainReasons {

    /** Why a pool that drains does so and what ends it, as a sentence. */
    String reason(PoolView pool);
}
