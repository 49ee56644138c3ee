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
 * @param cacheBytesPerToken of the KV cache, keys and values in 16 bits; 0 when the file does not
 *     say
 * @param slidingWindow tokens that most layers look back on at most; 0 for all
 */
public record GgufHeader(
        int version,
        long tensors,
        String architecture,
        @Nullable String name,
        long contextLength,
        @Nullable String quantization,
        long sizeBytes,
        long cacheBytesPerToken,
        long slidingWindow) {

    /** Least bytes of the KV caches of so many slots with so much context each. */
    public long cacheBytes(long slots, long ctx) {
        long kept = slidingWindow > 0 ? Math.min(ctx, slidingWindow) : ctx;
        return Math.multiplyExact(Math.multiplyExact(slots, kept), cacheBytesPerToken);
    }
}
