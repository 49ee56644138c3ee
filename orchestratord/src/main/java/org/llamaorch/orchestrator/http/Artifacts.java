package org.llamaorch.orchestrator.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The stored documents. Safe from any thread; never blocks. */
public interface Artifacts {
    /**
     * The document in canonical form.
     *
     * @param caller whose documents are seen; null for all
     */
    CompletionStage<Optional<byte[]>> find(String id, @Nullable String caller);

    /** Documents with this kind and tag, newest first, at most {@code limit}. */
    CompletionStage<List<Item>> list(
            @Nullable String caller, @Nullable String kind, @Nullable String tag, int limit);

    /**
     * What is known of a document.
     *
     * @param digest {@code sha256:} and the id
     * @param createdMs epoch milliseconds
     * @param tags such as {@code task:ID}
     */
    record Item(String id, String kind, String digest, long createdMs, List<String> tags) {
        public Item {
            tags = List.copyOf(tags);
        }
    }
}
