package org.llamaorch.orchestrator.transcript;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.http.Artifacts;

/** The stored documents, in whose lists transcripts are that had not been made yet. */
public final class ArtifactsWithTranscripts implements Artifacts {

    private final Artifacts stored;
    private final Transcripts transcripts;

    public ArtifactsWithTranscripts(Artifacts stored, Transcripts transcripts) {
        this.stored = stored;
        this.transcripts = transcripts;
    }

    @Override
    public int documentBytesMax() {
        return stored.documentBytesMax();
    }

    @Override
    public CompletionStage<Item> store(String kind, List<String> tags, byte[] json, String caller) {
        return stored.store(kind, tags, json, caller);
    }

    @Override
    public CompletionStage<Optional<byte[]>> find(String id, @Nullable String caller) {
        return stored.find(id, caller);
    }

    @Override
    public CompletionStage<List<Item>> list(
            @Nullable String caller, @Nullable String kind, @Nullable String tag, int limit) {
        if (kind != null && !kind.equals(Transcripts.KIND)) {
            return stored.list(caller, kind, tag, limit);
        }
        return transcripts
                .bring(caller, tag, limit)
                .thenCompose(_ -> stored.list(caller, kind, tag, limit));
    }
}
