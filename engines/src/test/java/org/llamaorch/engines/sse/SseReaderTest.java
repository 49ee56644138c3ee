package org.llamaorch.engines.sse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SseReaderTest {

    private static final int BOUND = 1_000;

    private final List<String> events = new ArrayList<>();
    private final SseReader reader = new SseReader(BOUND, this::take);

    private boolean take(byte[] buffer, int offset, int length) {
        return events.add(new String(buffer, offset, length, StandardCharsets.UTF_8));
    }

    private SseReader.Feed feed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return reader.feed(bytes, 0, bytes.length);
    }

    @Test
    void handsOutAnEventAsSoonAsItsBlankLineIsThere() {
        feed("data: a\n");
        assertThat(events).isEmpty();
        feed("\n");
        assertThat(events).containsExactly("a");
    }

    @Test
    void readsAllThreeLineEnds() {
        feed("data: a\n\ndata: b\r\n\r\ndata: c\r\rdata: d\n\n");
        assertThat(events).containsExactly("a", "b", "c", "d");
    }

    @Test
    void joinsSeveralDataLinesByLineFeeds() {
        feed("data: a\ndata:b\ndata\ndata:  c\n\n");
        assertThat(events).containsExactly("a\nb\n\n c");
    }

    @Test
    void skipsCommentsAndOtherFields() {
        feed(":\n\n: ping\nid: 7\nevent: x\nretry: 1\ndatabase: no\ndata: a\n\n");
        assertThat(events).containsExactly("a");
    }

    @Test
    void dropsAnEventThatIsNotClosed() {
        feed("data: a\n\ndata: b\n");
        assertThat(events).containsExactly("a");
    }

    @Test
    void refusesAnEventOverTheBound() {
        assertThat(feed("data: " + "x".repeat(BOUND) + "\n\n")).isEqualTo(SseReader.Feed.READ);
        assertThat(feed("data: " + "x".repeat(BOUND + 1) + "\n\n"))
                .isEqualTo(SseReader.Feed.TOO_LARGE);
        SseReader never = new SseReader(BOUND, this::take);
        byte[] endless = "data: x".repeat(BOUND).getBytes(StandardCharsets.UTF_8);
        assertThat(never.feed(endless, 0, endless.length)).isEqualTo(SseReader.Feed.TOO_LARGE);
        SseReader many = new SseReader(BOUND, this::take);
        byte[] lines = "data: x\n".repeat(BOUND).getBytes(StandardCharsets.UTF_8);
        assertThat(many.feed(lines, 0, lines.length)).isEqualTo(SseReader.Feed.TOO_LARGE);
    }

    @Test
    void stopsWhenTheListenerHasEnough() {
        SseReader once = new SseReader(BOUND, (buffer, offset, length) -> false);
        byte[] two = "data: a\n\ndata: b\n\n".getBytes(StandardCharsets.UTF_8);
        assertThat(once.feed(two, 0, two.length)).isEqualTo(SseReader.Feed.STOPPED);
    }

    @Test
    void anySplitOfTheBytesGivesTheSameEvents() {
        long seed = System.nanoTime();
        System.out.println("SseReaderTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            byte[] stream = stream(random);
            events.clear();
            new SseReader(BOUND, this::take).feed(stream, 0, stream.length);
            List<String> whole = List.copyOf(events);
            events.clear();
            SseReader pieces = new SseReader(BOUND, this::take);
            int at = 0;
            while (at < stream.length) {
                int size = Math.min(stream.length - at, random.nextInt(round % 2 == 0 ? 3 : 20));
                byte[] piece = Arrays.copyOfRange(stream, at, at + size);
                pieces.feed(piece, 0, size);
                Arrays.fill(piece, (byte) '!');
                at += size;
            }
            assertThat(events)
                    .as(
                            "round %d of seed %d: %s",
                            round, seed, new String(stream, StandardCharsets.UTF_8))
                    .isEqualTo(whole);
        }
    }

    private static byte[] stream(Random random) {
        String[] parts = {
            "data: ",
            "data:",
            "data",
            "é",
            "水😀",
            "\n",
            "\r\n",
            "\r",
            "\n\n",
            "\r\n\r\n",
            ": c",
            "event: e",
            "x",
            " ",
            "{\"a\":1}",
            "id: 3\n"
        };
        StringBuilder text = new StringBuilder();
        int count = random.nextInt(40);
        for (int i = 0; i < count; i++) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
