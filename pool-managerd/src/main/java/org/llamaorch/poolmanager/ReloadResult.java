package org.llamaorch.poolmanager;

/** How a reload ended. */
public sealed interface ReloadResult {

    /**
     * The new model is served.
     *
     * @param mode the way that was taken: overlap or swap
     */
    record Reloaded(String engineVersion, String modelDigest, ReloadMode mode)
            implements ReloadResult {}

    /** It did not come up; what served before serves on. {@code cause} is one sentence or more. */
    record Failed(String cause) implements ReloadResult {}
}
