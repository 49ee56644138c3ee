package org.llamaorch.contracts;

import org.jspecify.annotations.Nullable;

/**
 * Something that still has to happen before a task can start (B-DP-022).
 *
 * @param id {@code engine:llamacpp}, {@code model:demo:gemma3-270m}, {@code pool:NAME}
 * @param kind engine_provision, model_fetch or pool_warmup
 * @param group engine, model or pool
 * @param estimatedMs what it should still take; null when nothing is known
 * @param bytesTotal bytes to fetch; null when it fetches nothing or the size is not known yet
 * @param bytesDone bytes fetched so far
 * @param status pending, running, completed or failed
 */
public record PreparationStep(
        String id,
        String kind,
        String group,
        String description,
        @Nullable Long estimatedMs,
        @Nullable Long bytesTotal,
        @Nullable Long bytesDone,
        String status) {}
