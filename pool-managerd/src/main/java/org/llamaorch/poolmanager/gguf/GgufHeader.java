package org.llamaorch.poolmanager.gguf;

import org.jspecify.annotations.Nullable;

/**
 * What a GGUF file says of itself.
 *
 * @param version of the file format
 * @param tensors how many it holds
 * @param architecture such as {@code llama}
 * @param name of the model; null when the file gives none
 * @param contextLength tokens the model was trained on; 0 when the file does not say
 * @param quantization such as {@code Q4_K_M}; null when the file does not say
 * @param sizeBytes of the whole file
 */
public record GgufHeader(
        int version,
        long tensors,
        String architecture,
        @Nullable String name,
        long contextLength,
        @Nullable String quantization,
        long sizeBytes) {}
