package org.llamaorch.engines.openai;

import java.util.Set;

/**
 * The members with which a caller would steer an engine rather than its own answer: slots, caches,
 * budgets of time, scheduling. They never reach an engine (B-OAI-004); one list for each engine.
 */
public final class ControlMembers {

    /** llama.cpp's server: slots, prompt cache, limits of its own, frames we would miscount. */
    private static final Set<String> LLAMACPP =
            Set.of(
                    "n_predict",
                    "id_slot",
                    "slot_id",
                    "cache_prompt",
                    "n_keep",
                    "n_discard",
                    "n_cache_reuse",
                    "t_max_prompt_ms",
                    "t_max_predict_ms",
                    "return_progress",
                    "sse_ping_interval",
                    "response_fields",
                    "lora");

    /** vLLM: its scheduler's priority, its cache, its transfers between instances. */
    private static final Set<String> VLLM =
            Set.of("priority", "cache_salt", "kv_transfer_params", "request_id", "vllm_xargs");

    private ControlMembers() {}

    /** Whether a server that speaks the OpenAI API could take the member as an order. */
    public static boolean contains(String name) {
        return LLAMACPP.contains(name) || VLLM.contains(name) || name.startsWith("speculative.");
    }
}
