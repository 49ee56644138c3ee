package org.llamaorch.orchestrator.artifact;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One caller's hold on a document, as a line of the index says it. */
record Holding(
        String id, String kind, long createdMs, long bytes, String caller, List<String> tags) {

    Holding {
        tags = List.copyOf(tags);
    }

    String line() {
        StringBuilder line = new StringBuilder("put");
        List<String> words =
                new ArrayList<>(
                        List.of(id, kind, Long.toString(createdMs), Long.toString(bytes), caller));
        words.addAll(tags);
        for (String word : words) {
            line.append(' ').append(URLEncoder.encode(word, StandardCharsets.UTF_8));
        }
        return line.append('\n').toString();
    }

    static String goneLine(String id) {
        return "gone " + id + "\n";
    }

    /** Reads a line of the index without its end; empty when it is not a {@code put}. */
    static Optional<Holding> parse(String line) {
        String[] words = line.split(" ", -1);
        if (words.length < 6 || !words[0].equals("put")) {
            return Optional.empty();
        }
        List<String> tags = new ArrayList<>();
        for (int word = 6; word < words.length; word++) {
            tags.add(decode(words[word]));
        }
        try {
            return Optional.of(
                    new Holding(
                            words[1],
                            decode(words[2]),
                            Long.parseLong(words[3]),
                            Long.parseLong(words[4]),
                            decode(words[5]),
                            tags));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static String decode(String word) {
        return URLDecoder.decode(word, StandardCharsets.UTF_8);
    }
}
