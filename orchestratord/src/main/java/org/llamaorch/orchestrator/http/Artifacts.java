package org.llamaorch.orchestrator.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The stored documents. Safe from any thread; never blocks. */
public interface Artifacts {

    /** Most bytes of a document that {@link #store} takes. */
    int documentBytesMax();

    /**
     * Keeps a document, in canonical form, for the caller (B-ART-001 to 004); the same again only
     * takes over the new tags. Fails with InvalidMember when it has no canonical form.
     *
     * @param json one JSON value in UTF-8; not changed afterwards
     */
    CompletionStage<Item> store(String kind, List<String> tags, byte[] json, String caller);

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
