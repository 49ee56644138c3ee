package org.llamaorch.engines.client;

import io.vertx.core.AsyncResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.FinishReason;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.task.AttemptEnding;
import org.llamaorch.core.task.JsonBody;
import org.llamaorch.engines.EngineAdapter;
import org.llamaorch.engines.EngineRequest;
import org.llamaorch.engines.EngineResult;
import org.llamaorch.engines.TokenSink;
import org.llamaorch.engines.json.NotJson;
import org.llamaorch.engines.sse.SseReader;
import org.llamaorch.engines.stream.EngineStream;
import org.llamaorch.engines.stream.Figures;
import org.llamaorch.engines.stream.StreamEnd;

/**
 * One attempt on an engine, from its request to its one ending. Confined to the event loop of its
 * client. The ending obeys the seal: what closes the history seals it first, and when somebody else
 * holds the seal already, the attempt was {@code Stopped}.
 */
public final class EngineCall {

    private final EngineClient client;
    private final EngineClientSettings settings;
    private final Effect.StartAttempt start;
    private final TokenSink sink;
    private final AttemptListener listener;
    private final long beganNanos = System.nanoTime();

    private @Nullable HttpClientRequest request;
    private @Nullable PastCodec pastCodec;
    private @Nullable EngineStream stream;
    private @Nullable StreamEnd streamEnd;
    private EngineAdapter.@Nullable ResultReading reading;
    private @Nullable Buffer wholeAnswer;
    private @Nullable Buffer refusalBody;
    private long lastByteNanos = beganNanos;
    private long firstTokenNanos;
    private long lastTokenNanos;
    private long tokensSeen;
    private boolean answered;
    private boolean ended;
    private boolean closed;

    EngineCall(
            EngineClient client,
            EngineClientSettings settings,
            Effect.StartAttempt start,
            TokenSink sink,
            AttemptListener listener) {
        this.client = client;
        this.settings = settings;
        this.start = start;
        this.sink = sink;
        this.listener = listener;
    }

    void begin(EngineAdapter adapter) {
        switch (adapter.prepare(start)) {
            case EngineAdapter.Preparation.Impossible impossible -> {
                endSealed(new AttemptEnding.Rejected(impossible.message()));
                close();
            }
            case EngineAdapter.Preparation.Ready ready -> {
                stream = ready.stream().open(sink);
                send(ready.request());
            }
            case EngineAdapter.Preparation.Whole whole -> {
                reading = whole.reading();
                send(whole.request());
            }
        }
    }

    private void send(EngineRequest what) {
        try {
            client.request(start.replica().url(), what)
                    .onComplete(connection -> connected(connection, what));
        } catch (RuntimeException badUrl) {
            fault("the replica's url cannot be used");
        }
    }

    private void connected(AsyncResult<HttpClientRequest> connection, EngineRequest what) {
        if (connection.failed()) {
            fault("cannot connect to the engine: " + sentence(connection.cause()));
            return;
        }
        HttpClientRequest opened = connection.result();
        boolean stale = client.wasUsed(opened.connection());
        opened.exceptionHandler(e -> broken(opened, what, stale, e));
        if (ended) {
            opened.reset();
            return;
        }
        request = opened;
        PastCodec past = client.pastCodec(opened.connection());
        if (past != null) {
            past.expectAnswer();
        }
        pastCodec = past;
        opened.send(Buffer.buffer(what.body().utf8()))
                .onComplete(answer -> {
                    if (answer.succeeded()) {
                        answered(answer.result());
                    } else {
                        broken(opened, what, stale, answer.cause());
                    }
                });
    }

    /**
     * A connection that was used before may have been closed by the engine while our request was on
     * its way: without an answer, the request is sent once more, on a connection of its own.
     */
    private void broken(HttpClientRequest on, EngineRequest what, boolean stale, Throwable cause) {
        if (!on.equals(request)) {
            return;
        }
        if (stale && !answered && !ended) {
            request = null;
            send(what.onOwnConnection());
        } else {
            fault("the connection broke: " + sentence(cause));
        }
    }

    private void answered(HttpClientResponse response) {
        answered = true;
        lastByteNanos = System.nanoTime();
        response.exceptionHandler(e -> fault("the connection broke: " + sentence(e)));
        if (response.statusCode() != 200) {
            refusalBody = Buffer.buffer();
            response.handler(this::refusalBytes);
            response.endHandler(_ -> refused(response));
            return;
        }
        EngineAdapter.ResultReading whole = reading;
        if (whole != null) {
            wholeAnswer = Buffer.buffer();
            response.handler(this::answerBytes);
            response.endHandler(_ -> wholeAnswered(whole));
            return;
        }
        String type = response.getHeader("Content-Type");
        if (type != null && !type.toLowerCase(Locale.ROOT).startsWith("text/event-stream")) {
            fault("the engine answered no event stream");
            return;
        }
        Body body = new Body();
        response.handler(bytes -> throughCodec(body, bytes));
        response.endHandler(_ -> answerEnded());
        PastCodec past = pastCodec;
        if (past != null && response.headers().contains("Transfer-Encoding", "chunked", true)) {
            past.take(body);
        }
    }

    private void refusalBytes(Buffer bytes) {
        lastByteNanos = System.nanoTime();
        Buffer body = Objects.requireNonNull(refusalBody);
        int room = settings.maxRefusalBytes() - body.length();
        body.appendBuffer(bytes, 0, Math.min(room, bytes.length()));
    }

    private void refused(HttpClientResponse response) {
        Refusal refusal =
                new Refusal(
                        response.statusCode(),
                        response.getHeader("Retry-After"),
                        JsonBody.of(Objects.requireNonNull(refusalBody).getBytes()));
        switch (refusal.ending(settings)) {
            case AttemptEnding.Faulted faulted -> end(faulted);
            case AttemptEnding.EngineFull full -> end(full);
            case AttemptEnding sealing -> endSealed(sealing);
        }
        leave();
    }

    private void throughCodec(Body body, Buffer received) {
        byte[] scratch = client.scratch();
        int size = received.length();
        for (int from = 0; from < size; from += scratch.length) {
            int to = Math.min(size, from + scratch.length);
            received.getBytes(from, to, scratch, 0);
            body.data(scratch, 0, to - from);
        }
        body.arrived();
    }

    /** What a stream's body says, whichever way it comes. */
    private final class Body implements PastCodec.Taker {

        private final SseReader events =
                new SseReader(settings.maxEventBytes(), EngineCall.this::event);
        private SseReader.Feed feed = SseReader.Feed.READ;

        @Override
        public void data(byte[] bytes, int from, int to) {
            if (ended || feed != SseReader.Feed.READ) {
                return;
            }
            try {
                feed = events.feed(bytes, from, to - from);
            } catch (RuntimeException historyFailed) {
                lastByteNanos = System.nanoTime();
                passOn();
                fault("the history took no token: " + historyFailed.getClass().getSimpleName());
            }
        }

        @Override
        public void arrived() {
            lastByteNanos = System.nanoTime();
            if (ended) {
                return;
            }
            passOn();
            switch (feed) {
                case READ -> {}
                case STOPPED -> conclude(Objects.requireNonNull(streamEnd));
                case TOO_LARGE ->
                        conclude(new StreamEnd.Broken("the engine sent an event too large"));
            }
        }
    }

    private void answerBytes(Buffer bytes) {
        lastByteNanos = System.nanoTime();
        Buffer answer = Objects.requireNonNull(wholeAnswer);
        if (answer.length() + bytes.length() > settings.maxAnswerBytes()) {
            endSealed(
                    new AttemptEnding.Rejected(
                            "The engine's answer is larger than "
                                    + settings.maxAnswerBytes()
                                    + " bytes: send fewer inputs."));
            close();
        } else if (!ended) {
            answer.appendBuffer(bytes);
        }
    }

    private void wholeAnswered(EngineAdapter.ResultReading whole) {
        if (!ended) {
            try {
                EngineResult result = whole.read(Objects.requireNonNull(wholeAnswer).getBytes());
                endSealed(
                        new AttemptEnding.Completed(
                                FinishReason.STOP,
                                Math.max(0, result.tokensIn()),
                                0,
                                0,
                                TimeUnit.NANOSECONDS.toMillis(lastByteNanos - beganNanos),
                                0,
                                sink.digest(),
                                result.json()));
            } catch (NotJson e) {
                fault("the engine's answer: " + e.getMessage());
            }
        }
        leave();
    }

    private boolean event(byte[] buffer, int offset, int length) {
        streamEnd = Objects.requireNonNull(stream).event(buffer, offset, length);
        return streamEnd == null;
    }

    /** Tells of a task's first token, then makes the readers take what one read brought. */
    private void passOn() {
        long tokens = sink.tokens();
        if (tokens == tokensSeen) {
            return;
        }
        boolean first = tokensSeen == 0;
        tokensSeen = tokens;
        lastTokenNanos = lastByteNanos;
        if (first) {
            firstTokenNanos = lastByteNanos;
            listener.firstToken();
        }
        sink.flush();
    }

    private void answerEnded() {
        if (!ended) {
            conclude(Objects.requireNonNull(stream).endOfAnswer());
        }
        leave();
    }

    private void conclude(StreamEnd end) {
        switch (end) {
            case StreamEnd.Finished finished -> endSealed(completed(finished));
            case StreamEnd.Broken broken -> fault(broken.cause());
            case StreamEnd.Refused _ -> stop();
        }
    }

    private AttemptEnding completed(StreamEnd.Finished finished) {
        Figures figures = finished.figures();
        long firstNanos = tokensSeen == 0 ? lastByteNanos : firstTokenNanos;
        long prefillMs = TimeUnit.NANOSECONDS.toMillis(firstNanos - beganNanos);
        return new AttemptEnding.Completed(
                finished.reason(),
                Math.max(0, figures.tokensIn()),
                Math.max(0, figures.tokensCached()),
                figures.tokensOut() >= 0 ? figures.tokensOut() : sink.tokens(),
                figures.prefillMs() >= 0 ? figures.prefillMs() : prefillMs,
                tokensSeen == 0
                        ? 0
                        : TimeUnit.NANOSECONDS.toMillis(lastTokenNanos - firstTokenNanos),
                sink.digest(),
                null);
    }

    /**
     * Closes the engine's request at once and ends the attempt as {@code Stopped}; without effect
     * when it has ended.
     */
    public void stop() {
        end(new AttemptEnding.Stopped());
        close();
    }

    void checkSilence(long nowNanos) {
        long silentMs = TimeUnit.NANOSECONDS.toMillis(nowNanos - lastByteNanos);
        if (ended) {
            if (silentMs > settings.lingerMs()) {
                close();
            }
        } else if (silentMs > start.idleTimeoutMs()) {
            endSealed(
                    new AttemptEnding.TimedOut(
                            "the engine was silent for " + silentMs + " ms", sink.tokens()));
            close();
        }
    }

    private void fault(String cause) {
        if (!ended) {
            long tokens = sink.tokens();
            AttemptEnding faulted = new AttemptEnding.Faulted(cause, 0, tokens > 0, tokens);
            if (tokens > 0) {
                endSealed(faulted);
            } else {
                end(faulted);
            }
        }
        close();
    }

    private void endSealed(AttemptEnding ending) {
        if (!ended) {
            end(sink.seal() ? ending : new AttemptEnding.Stopped());
        }
    }

    private void end(AttemptEnding ending) {
        if (!ended) {
            ended = true;
            listener.ended(ending);
        }
    }

    /** The connection is free again, or gone. */
    private void leave() {
        closed = true;
        client.gone(this);
    }

    private void close() {
        if (!closed) {
            leave();
            HttpClientRequest open = request;
            if (open != null) {
                open.reset();
            }
        }
    }

    private static String sentence(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
