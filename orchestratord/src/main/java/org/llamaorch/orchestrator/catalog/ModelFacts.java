package org.llamaorch.orchestrator.catalog;

import org.jspecify.annotations.Nullable;

/**
 * What the header of a GGUF file says of the model in it.
 *
 * @param name null when the file gives none
 * @param quantization null when the file does not say
 * @param ctxMax tokens it was trained on; 0 when the file does not say
 */
public record ModelFacts(
        String architecture, @Nullable String name, @Nullable String quantization, long ctxMax) {}
