package org.llamaorch.engines;

import java.util.Map;
import java.util.Optional;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.engines.llamacpp.LlamaCppAdapter;
import org.llamaorch.engines.openai.OpenAiAdapter;

/** The adapters there are, by the protocol a replica speaks. Immutable. */
public final class EngineAdapters {

    private static final Map<EngineKind, EngineAdapter> ADAPTERS =
            Map.of(
                    EngineKind.LLAMACPP, new LlamaCppAdapter(),
                    EngineKind.OPENAI, new OpenAiAdapter());

    private EngineAdapters() {}

    /** The adapter for a protocol; empty for one that is not spoken yet. */
    public static Optional<EngineAdapter> of(EngineKind kind) {
        return Optional.ofNullable(ADAPTERS.get(kind));
    }
}
