package org.llamaorch.orchestrator.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;

/**
 * Receives and reads bodies within their limits (contract §1): the media type is judged first, a
 * length that says too much before a byte is taken, and what is longer than it should be when it
 * gets there. All bodies being received share one limit. Big ones are parsed away from the event
 * loop. Safe from any thread; each request stays on its own event loop.
 */
final class Bodies {
    private static final String JSON = "application/json";

    private final Vertx vertx;
    private volatile HttpLimits limits;
    private final WorkerExecutor parsers;
    private final AtomicLong held = new AtomicLong();

    Bodies(Vertx vertx, HttpLimits limits) {
        this.vertx = vertx;
        this.limits = limits;
        this.parsers = vertx.createSharedWorkerExecutor("http-parse", limits.parsersMax());
    }

    /** From now on these hold. */
    void take(HttpLimits others) {
        limits = others;
    }

    /** The client went away, or stopped sending: there is nobody to answer. */
    static final class ClientGone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ClientGone() {
            super("the client went away", null, false, false);
        }
    }

    /** Receives a JSON body and parses it; the future completes on the request's event loop. */
    <T> Future<T> json(HttpServerRequest request, Function<byte[], T> parse) {
        if (!isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            return Future.failedFuture(new Refusal(unsupported()));
        }
        return received(request, parse);
    }

    /** The same where a body may be left out: then {@code absent} is the answer. */
    <T> Future<T> optionalJson(HttpServerRequest request, Function<byte[], T> parse, T absent) {
        @Nullable String mediaType = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return received(
                request,
                bytes -> {
                    if (bytes.length == 0) {
                        return absent;
                    }
                    if (!isJson(mediaType)) {
                        throw new Refusal(unsupported());
                    }
                    return parse.apply(bytes);
                });
    }

    void close() {
        parsers.close();
    }

    private <T> Future<T> received(HttpServerRequest request, Function<byte[], T> parse) {
        Promise<T> parsed = Promise.promise();
        Receipt receipt = new Receipt(request);
        receipt.start()
                .compose(bytes -> parsed(bytes, parse))
                .onComplete(done -> {
                    held.addAndGet(-receipt.counted);
                    parsed.handle(done);
                });
        return parsed.future();
    }

    private <T> Future<T> parsed(byte[] bytes, Function<byte[], T> parse) {
        if (bytes.length > limits.inlineParseBytes()) {
            return parsers.executeBlocking(() -> parse.apply(bytes), false);
        }
        return Future.succeededFuture(parse.apply(bytes));
    }

    private static Problem unsupported() {
        return Problem.of(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "Send the body as JSON with 'Content-Type: application/json'.");
    }

    static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        if (!parts[0].strip().equals(JSON)) {
            return false;
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                return false;
            }
        }
        return true;
    }

    /** One body on its way in. Confined to its event loop. */
    private final class Receipt {
        private final HttpServerRequest request;
        private final Promise<byte[]> whole = Promise.promise();
        private final Buffer buffer = Buffer.buffer();
        private boolean over;
        private long timer = -1;
        private long lastTimer = -1;
        private long received;
        private long counted;

        Receipt(HttpServerRequest request) {
            this.request = request;
        }

        Future<byte[]> start() {
            if (announcedBytes() > limits.bodyBytesMax()) {
                return Future.failedFuture(new Refusal(tooLarge()));
            }
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            request.exceptionHandler(_ -> fail(new ClientGone()));
            request.endHandler(_ -> end());
            request.handler(this::chunk);
            timer = vertx.setTimer(limits.bodySilenceMs(), _ -> silent(0));
            lastTimer = vertx.setTimer(limits.bodyMs(), _ -> giveUp());
            return whole.future();
        }

        private long announcedBytes() {
            String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
            try {
                return length == null ? 0 : Long.parseLong(length);
            } catch (NumberFormatException e) {
                return Long.MAX_VALUE;
            }
        }

        private void chunk(Buffer chunk) {
            if (over) {
                return;
            }
            received += chunk.length();
            if (received > limits.bodyBytesMax()) {
                fail(new Refusal(tooLarge()));
                return;
            }
            if (held.addAndGet(chunk.length()) > limits.bodiesBytesMax()) {
                held.addAndGet(-chunk.length());
                fail(new Refusal(tooMuchAtOnce()));
                return;
            }
            counted += chunk.length();
            buffer.appendBuffer(chunk);
        }

        private void silent(long receivedBefore) {
            if (received == receivedBefore) {
                giveUp();
            } else {
                long now = received;
                timer = vertx.setTimer(limits.bodySilenceMs(), _ -> silent(now));
            }
        }

        private void giveUp() {
            fail(new ClientGone());
            SlowClients.giveUp(request);
        }

        private void end() {
            if (!over) {
                over = true;
                cancelTimers();
                whole.complete(buffer.getBytes());
            }
        }

        private void fail(RuntimeException cause) {
            if (!over) {
                over = true;
                cancelTimers();
                whole.fail(cause);
            }
        }

        private void cancelTimers() {
            vertx.cancelTimer(timer);
            vertx.cancelTimer(lastTimer);
        }

        private Problem tooLarge() {
            return Problem.of(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The body may be at most %d bytes long.".formatted(limits.bodyBytesMax()));
        }

        private Problem tooMuchAtOnce() {
            return Problem.throttled(
                    "byte-limit", "Too many large bodies arrive at once. Send it again later.");
        }
    }
}
