package org.llamaorch.engines.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpClientConnection;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body of an engine's stream in front of the client's codec, so that a token is one read
 * and no message, buffer and queue of its own (decision 0003). The codec reads the answer's head
 * and its last chunk, and everything of an answer that nobody takes. Confined to the connection's
 * event loop.
 */
final class PastCodec extends ChannelInboundHandlerAdapter {

    /** Takes the body of one answer. */
    interface Taker extends ChunkedBody.Data {

        /** Everything that one read of the connection brought has been handed out. */
        void arrived();
    }

    private final byte[] room;
    private final ChunkedBody body = new ChunkedBody();
    private @Nullable Taker taker;
    private boolean taking;
    private boolean codecHasRead;

    /**
     * @param room for what one read brings, shared by the connections of an event loop
     */
    PastCodec(byte[] room) {
        this.room = room;
    }

    /**
     * The one of this connection; null for a connection without an HTTP/1.1 codec.
     *
     * @param room see the constructor
     */
    static @Nullable PastCodec of(HttpConnection connection, byte[] room) {
        if (!(connection instanceof HttpClientConnection open)) {
            return null;
        }
        ChannelPipeline pipeline = open.channelHandlerContext().pipeline();
        PastCodec there = pipeline.get(PastCodec.class);
        ChannelHandlerContext codec = pipeline.context(HttpClientCodec.class);
        if (there == null && codec != null) {
            there = new PastCodec(room);
            pipeline.addBefore(codec.name(), null, there);
        }
        return there;
    }

    /** A request is sent: the next byte that comes begins the head of its answer. */
    void expectAnswer() {
        taker = null;
        taking = false;
        body.expectAnswer();
    }

    /**
     * The body goes here from the first chunk on that begins after what the codec has been given,
     * up to the last chunk. For answers whose body comes in chunks.
     */
    void take(Taker by) {
        taker = by;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (body.notOurs() || !(message instanceof ByteBuf received)) {
            toCodec(context, message);
            return;
        }
        while (received.readableBytes() > room.length) {
            read(context, received.readRetainedSlice(room.length));
        }
        read(context, received);
    }

    private void read(ChannelHandlerContext context, ByteBuf received) {
        int bytes = received.readableBytes();
        received.getBytes(received.readerIndex(), room, 0, bytes);
        int at = 0;
        if (!taking) {
            at = body.follow(room, 0, bytes, taker != null);
            if (at == bytes || body.notOurs()) {
                toCodec(context, received);
                return;
            }
            if (at > 0) {
                toCodec(context, received.readRetainedSlice(at));
            }
            taking = taker != null;
        }
        received.release();
        Taker by = taker;
        if (by != null) {
            handOut(context, by, at, bytes);
        }
    }

    private void handOut(ChannelHandlerContext context, Taker by, int from, int to) {
        int end = body.read(room, from, to, by);
        boolean over = body.notOurs();
        if (over) {
            taker = null;
            taking = false;
        }
        by.arrived();
        if (over) {
            byte[] before = body.heldBack();
            ByteBuf rest = context.alloc().buffer(before.length + to - end);
            toCodec(context, rest.writeBytes(before).writeBytes(room, end, to - end));
        }
    }

    private void toCodec(ChannelHandlerContext context, Object message) {
        codecHasRead = true;
        context.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (codecHasRead) {
            codecHasRead = false;
            context.fireChannelReadComplete();
        }
    }
}
