package org.llamaorch.engines.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class LastChunkTest {

    private final LastChunk last = new LastChunk();

    private static byte[] chunk(String text) {
        return ("{\"a\":\"" + text + "\",\"b\":1}").getBytes(StandardCharsets.UTF_8);
    }

    private void keep(String text) {
        byte[] kept = chunk(text);
        last.keep(kept, 0, kept.length, 6, 6 + text.length());
    }

    private boolean like(byte[] chunk) {
        return last.isLike(chunk, 0, chunk.length);
    }

    @Test
    void aChunkWithAnotherPlainTextIsLikeTheLast() {
        keep("one");
        assertThat(like(chunk("three"))).isTrue();
        assertThat(like(chunk(""))).isTrue();
        assertThat(last.before()).isEqualTo(6);
        assertThat(last.behind()).isEqualTo(8);
    }

    @Test
    void anyOtherIsNot() {
        assertThat(like(chunk("one"))).as("nothing kept").isFalse();
        keep("one");
        assertThat(like(chunk("\\n"))).as("escape").isFalse();
        assertThat(like(chunk("é"))).as("not ASCII").isFalse();
        assertThat(like("{\"a\":\"one\",\"b\":2}".getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(like("{\"c\":\"one\",\"b\":1}".getBytes(StandardCharsets.UTF_8))).isFalse();
        last.forget();
        assertThat(like(chunk("one"))).as("forgotten").isFalse();
    }
}
