package org.llamaorch.engines.client;

import java.nio.charset.StandardCharsets;
import org.llamaorch.engines.TokenSink;
import org.llamaorch.engines.openai.ChoiceStream;
import org.llamaorch.engines.sse.SseReader;
import org.llamaorch.engines.stream.EngineStream;

/**
 * Runs reader and walker over a made-up stream in memory, so that the compiler has seen the token
 * path before the first task: compiling costs more than relaying for the first seconds otherwise.
 */
public final class TokenPathWarmUp {

    private static final int EVENTS = 30_000;
    private static final int MAX_EVENT_BYTES = 4_096;
    private static final byte[] CHUNK =
            """
            data: {"choices":[{"finish_reason":null,"index":0,"delta":{"content":" warm"}}],\
            "created":1,"id":"chatcmpl-1","model":"m","object":"chat.completion.chunk"}

            """
                    .getBytes(StandardCharsets.UTF_8);

    private TokenPathWarmUp() {}

    /** Takes a few hundred milliseconds of one processor; no I/O. */
    public static void run() {
        EngineStream stream = new ChoiceStream(new NullSink(), true, false, 1);
        SseReader reader =
                new SseReader(
                        MAX_EVENT_BYTES,
                        (buffer, offset, length) -> stream.event(buffer, offset, length) == null);
        for (int i = 0; i < EVENTS; i++) {
            int cut = i % 16 == 0 ? i / 16 % CHUNK.length : CHUNK.length;
            reader.feed(CHUNK, 0, cut);
            reader.feed(CHUNK, cut, CHUNK.length - cut);
        }
    }

    /** Takes everything and keeps nothing. */
    private static final class NullSink implements TokenSink {

        private long tokens;

        @Override
        public boolean token(
                byte[] buffer, int textOffset, int textLength, int deltaOffset, int deltaLength) {
            tokens++;
            return true;
        }

        @Override
        public void flush() {}

        @Override
        public boolean seal() {
            return true;
        }

        @Override
        public long tokens() {
            return tokens;
        }

        @Override
        public String digest() {
            return "";
        }
    }
}
