package org.llamaorch.engines.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The answers of one connection, with the real codec behind, in reads of any size. */
final class PastCodecTest {

    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final int ROOM = 64;
    private static final int ROUNDS = 2_000;

    /** What came of one answer, by whichever way. */
    private final StringBuilder text = new StringBuilder();

    private final List<ByteBuf> received = new ArrayList<>();
    private int taken;
    private int heads;
    private int ends;
    private int failures;
    private boolean takes = true;

    private final PastCodec past = new PastCodec(new byte[ROOM]);
    private final EmbeddedChannel channel =
            new EmbeddedChannel(past, new HttpClientCodec(), new Client());

    /** Takes the body once the head has come, as an engine's call does. */
    private final class Client extends ChannelInboundHandlerAdapter implements PastCodec.Taker {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpResponse response) {
                heads++;
                failures += response.decoderResult().isFailure() ? 1 : 0;
                if (takes) {
                    past.take(this);
                }
            }
            if (message instanceof HttpContent content) {
                text.append(content.content().toString(StandardCharsets.US_ASCII));
                failures += content.decoderResult().isFailure() ? 1 : 0;
            }
            if (message instanceof LastHttpContent) {
                ends++;
            }
            ReferenceCountUtil.release(message);
        }

        @Override
        public void data(byte[] bytes, int from, int to) {
            taken += to - from;
            text.append(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
        }

        @Override
        public void arrived() {
            assertThat(ends).as("told before the end").isZero();
        }
    }

    @AfterEach
    void everyReadIsReleased() {
        channel.finishAndReleaseAll();
        assertThat(received).allMatch(buffer -> buffer.refCnt() == 0);
    }

    private void request() {
        channel.writeOutbound(
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/v1"));
        channel.releaseOutbound();
        text.setLength(0);
        taken = 0;
        heads = 0;
        ends = 0;
        failures = 0;
        past.expectAnswer();
    }

    private void read(String bytes) {
        ByteBuf buffer = Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII);
        received.add(buffer);
        channel.writeInbound(buffer);
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    @Test
    void takesWholeChunksAndLeavesTheEndToTheCodec() {
        request();
        read(HEAD);
        read(chunk("one"));
        read(chunk("two") + chunk("three"));
        assertThat(text).hasToString("onetwothree");
        assertThat(taken).as("went past the codec").isEqualTo(text.length());
        read("0\r\n\r\n");
        assertThat(heads).isOne();
        assertThat(ends).isOne();
    }

    @Test
    void whatComesWithTheHeadIsTheCodecs() {
        request();
        read(HEAD + chunk("one") + "5\r\ntw");
        read("o23\r\n" + chunk("four"));
        assertThat(text).hasToString("onetwo23four");
        assertThat(taken).isEqualTo("four".length());
    }

    @Test
    void readsOfAnySizeGiveTheSameBodyAnswerAfterAnswer() {
        Random random = new Random(7);
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder body = new StringBuilder();
            StringBuilder wire = new StringBuilder(HEAD);
            for (int chunks = random.nextInt(6); chunks > 0; chunks--) {
                String data = "x".repeat(1 + random.nextInt(3 * ROOM)) + chunks;
                body.append(data);
                wire.append(random.nextInt(8) == 0 ? odd(data) : chunk(data));
            }
            wire.append(random.nextBoolean() ? "0\r\n\r\n" : "00\r\nTrailer: t\r\n\r\n");
            request();
            for (int at = 0; at < wire.length(); ) {
                int end = Math.min(wire.length(), at + 1 + random.nextInt(2 * ROOM));
                read(wire.substring(at, end));
                at = end;
            }
            assertThat(text).as("round %d", round).hasToString(body.toString());
            assertThat(ends).as("round %d", round).isOne();
            assertThat(failures).as("round %d", round).isZero();
        }
    }

    /** A chunk as the protocol allows it and servers rarely send it. */
    private static String odd(String data) {
        return "000000"
                + Integer.toHexString(data.length()).toUpperCase(Locale.ROOT)
                + ";a=b\r\n"
                + data
                + "\r\n";
    }

    @Test
    void anAnswerThatNobodyTakesIsTheCodecs() {
        takes = false;
        request();
        read(HEAD + chunk("one"));
        read(chunk("two") + "0\r\n\r\n");
        assertThat(text).hasToString("onetwo");
        assertThat(taken).isZero();
        assertThat(ends).isOne();
    }

    @Test
    void anInterimAnswerInFrontOfItIsTheCodecsAndAllBehindIt() {
        takes = false;
        request();
        read("HTTP/1.1 100 Continue\r\n\r\n" + HEAD + chunk("one") + "0\r\n\r\n");
        assertThat(text).hasToString("one");
        assertThat(failures).isZero();
    }

    @Test
    void garbageBetweenChunksIsTheCodecsToRefuse() {
        request();
        read(HEAD);
        read(chunk("one") + "4");
        read("x\r\n");
        assertThat(text).hasToString("one");
        assertThat(failures).isOne();
    }
}
