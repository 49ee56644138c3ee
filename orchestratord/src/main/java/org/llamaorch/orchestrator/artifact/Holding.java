package org.llamaorch.orchestrator.artifact;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One caller's hold on a document, as a line of the index says it; of a transcript, that of one
 * task, for several tasks may have gone alike.
 *
 * @param place null for a document in a file of its own
 */
record Holding(
        String id,
        String kind,
        long createdMs,
        long bytes,
        @Nullable PackPlace place,
        String caller,
        List<String> tags) {

    private static final String HOLD = "hold";
    private static final String IN_FILE = "-";

    Holding {
        tags = List.copyOf(tags);
    }

    /** Of holds with the same, the later one stands. */
    String holder() {
        return kind.equals(ArtifactIndex.TRANSCRIPT) && !tags.isEmpty()
                ? caller + '\n' + tags.getFirst()
                : caller;
    }

    String line() {
        StringBuilder line = new StringBuilder(HOLD);
        List<String> words =
                new ArrayList<>(
                        List.of(
                                id,
                                kind,
                                Long.toString(createdMs),
                                Long.toString(bytes),
                                place == null ? IN_FILE : place.toString(),
                                caller));
        words.addAll(tags);
        for (String word : words) {
            line.append(' ').append(URLEncoder.encode(word, StandardCharsets.UTF_8));
        }
        return line.append('\n').toString();
    }

    static String goneLine(String id) {
        return "gone " + id + "\n";
    }

    /**
     * Reads a line of the index without its end; empty when it is none of a holding. Lines that
     * begin with {@code put} are of an older format, in which every document had a file.
     */
    static Optional<Holding> parse(String line) {
        String[] words = line.split(" ", -1);
        boolean older = words[0].equals("put");
        int caller = older ? 5 : 6;
        if (words.length <= caller || !(older || words[0].equals(HOLD))) {
            return Optional.empty();
        }
        List<String> tags = new ArrayList<>();
        for (int word = caller + 1; word < words.length; word++) {
            tags.add(decode(words[word]));
        }
        try {
            return Optional.of(
                    new Holding(
                            words[1],
                            decode(words[2]),
                            Long.parseLong(words[3]),
                            Long.parseLong(words[4]),
                            older || words[5].equals(IN_FILE)
                                    ? null
                                    : PackPlace.parse(decode(words[5])),
                            decode(words[caller]),
                            tags));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static String decode(String word) {
        return URLDecoder.decode(word, StandardCharsets.UTF_8);
    }
}
