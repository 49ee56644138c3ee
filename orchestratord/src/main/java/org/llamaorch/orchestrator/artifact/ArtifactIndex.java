package org.llamaorch.orchestrator.artifact;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is in the store, oldest first, and where a tag is found. Guarded by its owner's lock. */
final class ArtifactIndex {

    static final String TRANSCRIPT = "transcript";

    /** Of a document; beyond it the oldest goes, as that of a task like a thousand later ones. */
    private static final int HOLDS_MAX = 1_000;

    private final LinkedHashMap<String, LinkedHashMap<String, Holding>> documents =
            new LinkedHashMap<>();
    private final Map<String, LinkedHashSet<String>> byTag = new HashMap<>();
    private long bytes;

    void put(Holding holding) {
        LinkedHashMap<String, Holding> holders =
                documents.computeIfAbsent(
                        holding.id(),
                        _ -> {
                            bytes += holding.bytes();
                            return new LinkedHashMap<>();
                        });
        Holding before = holders.remove(holding.holder());
        if (before == null && holders.size() >= HOLDS_MAX) {
            before = holders.pollFirstEntry().getValue();
        }
        holders.put(holding.holder(), holding);
        if (before != null) {
            untag(before, holders.values());
        }
        for (String tag : holding.tags()) {
            byTag.computeIfAbsent(tag, _ -> new LinkedHashSet<>()).add(holding.id());
        }
    }

    void remove(String id) {
        Map<String, Holding> holders = documents.remove(id);
        if (holders != null) {
            holders.values().forEach(holding -> untag(holding, List.of()));
            bytes -= holders.values().iterator().next().bytes();
        }
    }

    /**
     * The documents that must go so that the limits hold, as few as possible: the oldest
     * transcripts first, then the oldest others; never the newest of all.
     */
    List<String> beyond(long bytesMax, int documentsMax) {
        List<String> ids = new ArrayList<>();
        long bytesOver = bytes - bytesMax;
        int documentsOver = documents.size() - documentsMax;
        for (boolean transcripts : new boolean[] {true, false}) {
            for (var document : documents.entrySet()) {
                Holding holding = document.getValue().values().iterator().next();
                boolean newest = document.getKey().equals(documents.lastEntry().getKey());
                if ((bytesOver <= 0 && documentsOver <= 0) || newest) {
                    break;
                }
                if (isTranscript(document.getValue()) == transcripts) {
                    ids.add(document.getKey());
                    bytesOver -= holding.bytes();
                    documentsOver--;
                }
            }
        }
        return ids;
    }

    /** The documents of which nobody's hold is younger than its time. */
    List<String> olderThan(long transcriptsSinceMs, long othersSinceMs) {
        List<String> ids = new ArrayList<>();
        documents.forEach((id, holders) -> {
            long sinceMs = isTranscript(holders) ? transcriptsSinceMs : othersSinceMs;
            if (holders.values().stream().allMatch(held -> held.createdMs() < sinceMs)) {
                ids.add(id);
            }
        });
        return ids;
    }

    /** One that somebody keeps as something else is not to go before its time. */
    private static boolean isTranscript(Map<String, Holding> holders) {
        return holders.values().stream().allMatch(held -> held.kind().equals(TRANSCRIPT));
    }

    /** Anybody's hold on the document; null when it is not in the store. */
    @Nullable Holding any(String id) {
        Map<String, Holding> holders = documents.get(id);
        return holders == null ? null : holders.values().iterator().next();
    }

    /** Where the documents are that are in packs. */
    List<PackPlace> places() {
        List<PackPlace> places = new ArrayList<>();
        for (Map<String, Holding> holders : documents.values()) {
            PackPlace place = holders.values().iterator().next().place();
            if (place != null) {
                places.add(place);
            }
        }
        return places;
    }

    /** Whether the caller has the document; whether anybody has for null. */
    boolean holds(String id, @Nullable String caller) {
        return !holders(id, caller).isEmpty();
    }

    /** Newest first. */
    List<Holding> list(
            @Nullable String caller, @Nullable String kind, @Nullable String tag, int limit) {
        List<Holding> found = new ArrayList<>();
        Iterable<String> ids =
                tag == null
                        ? documents.sequencedKeySet().reversed()
                        : byTag.getOrDefault(tag, new LinkedHashSet<>()).reversed();
        for (String id : ids) {
            if (found.size() >= limit) {
                break;
            }
            holders(id, caller).stream()
                    .filter(holding -> kind == null || holding.kind().equals(kind))
                    .filter(holding -> tag == null || holding.tags().contains(tag))
                    .findFirst()
                    .ifPresent(found::add);
        }
        return found;
    }

    List<Holding> all() {
        return documents.values().stream().flatMap(held -> held.values().stream()).toList();
    }

    private Collection<Holding> holders(String id, @Nullable String caller) {
        Map<String, Holding> holders = documents.get(id);
        if (holders == null) {
            return List.of();
        }
        if (caller == null) {
            return holders.values();
        }
        return holders.values().stream().filter(held -> held.caller().equals(caller)).toList();
    }

    /** Takes away its tags, but for those that one of the others has, too. */
    private void untag(Holding gone, Collection<Holding> others) {
        for (String tag : gone.tags()) {
            Set<String> ids = byTag.get(tag);
            if (ids != null && others.stream().noneMatch(held -> held.tags().contains(tag))) {
                ids.remove(gone.id());
                if (ids.isEmpty()) {
                    byTag.remove(tag);
                }
            }
        }
    }
}
