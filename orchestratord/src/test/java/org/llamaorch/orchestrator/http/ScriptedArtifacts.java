package org.llamaorch.orchestrator.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.http.json.CanonicalJson;

/** Artifacts that a test put there. Safe from any thread. */
final class ScriptedArtifacts implements Artifacts {
    final Map<String, String> documents = new ConcurrentHashMap<>();

    @Override
    public int documentBytesMax() {
        return 1 << 20;
    }

    @Override
    public CompletionStage<Item> store(String kind, List<String> tags, byte[] json, String caller) {
        String id = CanonicalJson.sha256(json);
        documents.put(id, new String(json, StandardCharsets.UTF_8));
        return CompletableFuture.completedFuture(new Item(id, kind, "sha256:" + id, 1, tags));
    }

    @Override
    public CompletionStage<Optional<byte[]>> find(String id, @Nullable String caller) {
        return CompletableFuture.completedFuture(
                Optional.ofNullable(documents.get(id))
                        .map(text -> text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public CompletionStage<List<Item>> list(
            @Nullable String caller, @Nullable String kind, @Nullable String tag, int limit) {
        return CompletableFuture.completedFuture(
                documents.keySet().stream()
                        .map(id -> new Item(id, "transcript", "sha256:" + id, 1, List.of("task:t")))
                        .filter(item -> kind == null || item.kind().equals(kind))
                        .filter(item -> tag == null || item.tags().contains(tag))
                        .limit(limit)
                        .toList());
    }
}
