package org.llamaorch.orchestrator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.engines.TokenSink;

/** One stream: its frames, its seals, its attempts. */
class TaskStreamTest {

    private TaskStreams streams;

    @BeforeEach
    void open() throws Exception {
        streams = Streams.inMemory();
    }

    @AfterEach
    void close() {
        streams.close();
    }

    @Test
    void writesTheFramesOfTheContract() {
        TaskStream stream = streams.open("a", 2, 1500);
        TokenSink sink = stream.attempt(1);
        assertThat(Streams.token(sink, "one\\n\\\"two\\\"")).isTrue();
        assertThat(Streams.token(sink, "é", "{\"choices\":[]}")).isTrue();
        assertThat(sink.seal()).isTrue();
        streams.finish("a", Streams.end(sink));

        assertThat(Streams.frames(stream, 0))
                .isEqualTo(
                        """
                        id: 0
                        event: started
                        data: {"queue_position":2,"predicted_start_ms":1500}

                        id: 1
                        event: token
                        data: {"t":"one\\n\\"two\\"","i":0}

                        id: 2
                        event: token
                        data: {"t":"é","i":1,"delta":{"choices":[]}}

                        id: 3
                        event: end
                        data: {"tokens_out":2,"decode_time_ms":12,"decode_ms":12,"tokens_in":3,\
                        "tokens_cached":1,"finish_reason":"stop","engine_version":"b1",\
                        "stream_digest":"%s"}

                        """
                                .formatted(sink.digest()));
        assertThat(stream.terminal()).isInstanceOf(Terminal.End.class);
        assertThat(stream.tokens()).isEqualTo(2);
    }

    @Test
    void isAtHomeWhereItsCallerWaits() {
        EventLoop loop = new DefaultEventLoop();
        streams.submitting("a", loop);
        assertThat(streams.open("a", 0, 0).home()).isEqualTo(loop);
        streams.submitted("a");
        assertThat(streams.find("a").orElseThrow().home()).isEqualTo(loop);

        streams.submitting("refused", loop);
        streams.submitted("refused");
        assertThat(streams.open("refused", 0, 0).home()).isNull();
    }

    @Test
    void digestsTheTextAsAReaderSeesIt() throws Exception {
        TokenSink sink = streams.open("a", 0, 0).attempt(1);
        Streams.token(sink, "a\\n\\t\\u00e9\\\\");
        Streams.token(sink, "\\ud83d\\ude00 \\/ é \\ud83d!");
        byte[] seen = "a\n\té\\😀 / é \ufffd!".getBytes(StandardCharsets.UTF_8);
        assertThat(sink.digest())
                .isEqualTo(
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(seen)));
    }

    @Test
    void refusesTokensOnceTheCoreHoldsTheSeal() {
        TaskStream stream = streams.open("a", 0, 0);
        TokenSink sink = stream.attempt(1);
        Streams.token(sink, "x");
        assertThat(streams.seal("a")).isTrue();
        assertThat(Streams.token(sink, "y")).isFalse();
        assertThat(sink.seal()).isFalse();
        streams.finish("a", Streams.failure(ErrorCode.CANCELED));
        streams.finish("a", Streams.failure(ErrorCode.INTERNAL));
        assertThat(Streams.frames(stream, 2))
                .isEqualTo(
                        """
                        id: 2
                        event: error
                        data: {"code":"CANCELED","message":"the message","pool_id":"default",\
                        "retriable":false}

                        """);
    }

    @Test
    void refusesTheCoresSealOnceTheEngineHoldsIt() {
        TokenSink sink = streams.open("a", 0, 0).attempt(1);
        Streams.token(sink, "x");
        assertThat(sink.seal()).isTrue();
        assertThat(streams.seal("a")).isFalse();
        assertThat(Streams.token(sink, "y")).isFalse();
    }

    @Test
    void refusesTokensAndSealOfAnEarlierAttempt() {
        TaskStream stream = streams.open("a", 0, 0);
        TokenSink first = stream.attempt(1);
        TokenSink second = stream.attempt(2);
        assertThat(Streams.token(first, "old")).isFalse();
        assertThat(first.seal()).isFalse();
        assertThat(Streams.token(second, "new")).isTrue();
        assertThat(second.seal()).isTrue();
        assertThat(Streams.frames(stream, 1)).contains("\"t\":\"new\",\"i\":0");
    }

    @Test
    void keepsASealThatCameBeforeTheStream() {
        assertThat(streams.seal("a")).isTrue();
        TaskStream stream = streams.open("a", 0, 0);
        assertThat(Streams.token(stream.attempt(1), "x")).isFalse();
        assertThat(stream.frames()).isEqualTo(1);
    }

    @Test
    void growsItsBlocksAndReadsAcrossThem() {
        TaskStream stream = streams.open("a", 0, 0);
        TokenSink sink = stream.attempt(1);
        String long_ = "x".repeat(20_000);
        for (int i = 0; i < 500; i++) {
            assertThat(Streams.token(sink, i == 250 ? long_ : "word " + i)).isTrue();
        }
        String all = Streams.frames(stream, 0);
        for (int from : new int[] {1, 17, 250, 251, 252, 499, 500}) {
            assertThat(Streams.frames(stream, from))
                    .isEqualTo(all.substring(all.indexOf("id: " + from + "\n")));
        }
        assertThat(all).contains("\"t\":\"word 499\",\"i\":499").contains(long_);
        assertThat(stream.log().blocks().holding(0).sizeBytes()).isEqualTo(1 << 10);
        assertThat(stream.log().blocks().holding(500).sizeBytes()).isEqualTo(8 << 10);
    }

    @Test
    void readsAllNumberedFrames() throws IOException {
        TaskStream stream = streams.open("a", 1, 20);
        TokenSink sink = stream.attempt(1);
        Streams.token(sink, "hi");
        streams.seal("a");
        streams.finish("a", Streams.failure(ErrorCode.WORKER_RESET));
        List<String> frames = new ArrayList<>();

        stream.read((event, data, length) ->
                frames.add(event + " " + new String(data, 0, length, StandardCharsets.UTF_8)));

        assertThat(frames)
                .containsExactly(
                        "started {\"queue_position\":1,\"predicted_start_ms\":20}",
                        "token {\"t\":\"hi\",\"i\":0}",
                        "error {\"code\":\"WORKER_RESET\",\"message\":\"the message\","
                                + "\"pool_id\":\"default\",\"retriable\":true}");
    }
}
