package org.llamaorch.orchestrator.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * The body of one response, written part by part. In HTTP/1.1 a part goes past the server's codec:
 * the size and the end of its chunk stand in its own buffer, so that a token is one buffer and one
 * promise on its way to the socket (decision 0003). Everything else, the head and the end among it,
 * takes the server's way, and while any of that is on its way so does every part, to stay in order.
 * Confined to the response's event loop.
 */
final class ResponseBody implements Handler<AsyncResult<Void>>, ChannelFutureListener {

    /** What a part keeps free in front: the chunk's size in hexadecimal and a line end. */
    private static final int ROOM_BEFORE = 8 + 2;

    private static final int ROOM_BEHIND = 2;
    private static final int LINE_END = '\r' << 8 | '\n';
    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final @Nullable ChannelHandlerContext pastCodec;
    private final boolean untilClose;
    private final Runnable taken;
    private int inCodec;
    private int underWay;

    /**
     * @param taken runs whenever a part has reached the socket, or failed to
     */
    ResponseBody(HttpServerRequest request, Runnable taken) {
        this.request = request;
        this.response = request.response();
        this.untilClose = request.version() == HttpVersion.HTTP_1_0;
        this.pastCodec =
                request.version() == HttpVersion.HTTP_1_1
                                && request.connection() instanceof HttpServerConnection connection
                        ? connection
                                .channelHandlerContext()
                                .pipeline()
                                .context(HttpResponseEncoder.class)
                        : null;
        this.taken = taken;
    }

    /** An empty buffer for a part of about so many bytes; it grows. */
    static ByteBuf part(ByteBufAllocator allocator, int bytes) {
        return allocator
                .directBuffer(ROOM_BEFORE + bytes + ROOM_BEHIND)
                .setIndex(ROOM_BEFORE, ROOM_BEFORE);
    }

    /** Sends the head at once; to a client that knows no chunks the body goes on to the close. */
    void writeHead() {
        inCodec++;
        underWay++;
        if (untilClose) {
            response.headersEndHandler(_ -> response.putHeader("connection", "close"));
            response.write(Buffer.buffer()).onComplete(this);
        } else {
            response.setChunked(true).writeHead().onComplete(this);
        }
    }

    /** Nothing is written after this. */
    void end() {
        Future<Void> ended = response.end();
        if (untilClose) {
            ended.onComplete(_ -> request.connection().close());
        }
    }

    /** Hands a part that is not empty to the socket; owns the buffer from here on. */
    void write(ByteBuf part) {
        underWay++;
        if (pastCodec != null && inCodec == 0 && part.readerIndex() >= ROOM_BEFORE) {
            frame(part);
            var _ = pastCodec.writeAndFlush(part).addListener(this);
        } else {
            inCodec++;
            response.write(BufferInternal.buffer(part)).onComplete(this);
        }
    }

    /** Makes a chunk of it. */
    private static void frame(ByteBuf part) {
        int size = part.readableBytes();
        int at = part.readerIndex() - 2;
        part.setShort(at, LINE_END);
        for (int left = size; left != 0; left >>>= 4) {
            part.setByte(--at, HEX[left & 15]);
        }
        part.readerIndex(at).writeShort(LINE_END);
    }

    /** Whether the socket takes no more for now; {@code taken} runs before it does again. */
    boolean full() {
        return response.writeQueueFull()
                || (pastCodec != null && !pastCodec.channel().isWritable());
    }

    /** Whether everything that was written has reached the socket. */
    boolean allTaken() {
        return underWay == 0;
    }

    /** A part went through the codec. */
    @Override
    public void handle(AsyncResult<Void> written) {
        inCodec--;
        underWay--;
        taken.run();
    }

    /** A part went past it; a write that failed is followed by the close. */
    @Override
    public void operationComplete(ChannelFuture written) {
        underWay--;
        taken.run();
    }
}
