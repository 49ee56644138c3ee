package org.llamaorch.engines.fault;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One request on its slot: sends what its script says. Confined to the engine's event loop. */
final class FaultRun {

    /** What a run tells its engine. */
    interface Owner {
        /** The run is over; {@code aborted} when its client left. */
        void over(FaultRun run, boolean aborted);

        /** The process ends, as the script says. */
        void die();
    }

    private final Vertx vertx;
    private final Owner owner;
    private final HttpServerResponse response;
    private final HttpConnection connection;
    private final FaultDialect dialect;
    private final FaultDialect.Answer answer;
    private final FaultScript script;
    private final FaultWords words;
    private final IntConsumer togetherMost;
    private final int tokens;
    private final boolean limited;
    private final @Nullable Buffer whole;
    private int together;
    private int sent;
    private boolean over;
    private @Nullable Long timer;

    /**
     * @param stream whether the request wants a stream; without it, a client that left is not
     *     noticed, as llama.cpp has it
     * @param limit most tokens the request wants; negative for none
     * @param togetherMost is told how many requests ran at once at most while this one did
     */
    FaultRun(
            Vertx vertx,
            Owner owner,
            HttpServerRequest request,
            FaultDialect dialect,
            FaultDialect.Answer answer,
            FaultWords words,
            boolean stream,
            int limit,
            IntConsumer togetherMost) {
        this.vertx = vertx;
        this.owner = owner;
        this.response = request.response();
        this.connection = request.connection();
        this.dialect = dialect;
        this.answer = answer;
        this.script = answer.script();
        this.words = words;
        this.togetherMost = togetherMost;
        this.whole = stream ? null : Buffer.buffer();
        this.limited = limit >= 0 && limit <= script.tokens();
        this.tokens = limited ? Math.max(1, limit) : script.tokens();
    }

    /** Begins on its slot: no header is sent before the first token. */
    void start(int slot) {
        if (!script.hang()) {
            later(script.firstMs());
        }
    }

    /** So many requests run now, this one among them. */
    void together(int running) {
        if (running > together) {
            together = running;
            togetherMost.accept(running);
        }
    }

    /** Ends it: the client left. */
    void abort() {
        if (whole == null) {
            finish(true);
        }
    }

    /** Ends it and its client's connection. */
    void drop() {
        finish(true);
        connection.close();
    }

    private void later(int delayMs) {
        if (delayMs > 0) {
            timer = vertx.setTimer(delayMs, _ -> step());
        } else {
            vertx.runOnContext(_ -> step());
        }
    }

    private void step() {
        if (over) {
            return;
        }
        timer = null;
        if (sent == script.die()) {
            owner.die();
            return;
        }
        if (sent == script.reset()) {
            finish(false);
            response.reset();
            return;
        }
        if (sent == script.stall()) {
            head();
            return;
        }
        if (sent == 0 && whole == null) {
            head();
            write(dialect.begin(answer));
        }
        if (sent == script.cut()) {
            finish(false);
            response.end();
            return;
        }
        Buffer text = whole;
        if (text != null) {
            collect(text);
            return;
        }
        if (sent >= tokens) {
            write(dialect.end(answer, sent, finishReason()));
            finish(false);
            Future<Void> all = response.end();
            if (script.close()) {
                all.onComplete(_ -> connection.close());
            }
            return;
        }
        if (sent == script.garbage()) {
            write(dialect.garbage());
        } else if (sent == script.error()) {
            write(dialect.error());
        } else {
            write(dialect.token(answer, sent, words.next(sent)));
        }
        sent++;
        int delayMs = sent < tokens ? script.delayMs() : 0;
        if (response.writeQueueFull()) {
            response.drainHandler(_ -> {
                response.drainHandler(null);
                later(delayMs);
            });
        } else {
            later(delayMs);
        }
    }

    private void collect(Buffer text) {
        if (sent < tokens) {
            text.appendBytes(words.next(sent));
            sent++;
            later(sent < tokens ? script.delayMs() : 0);
            return;
        }
        finish(false);
        response.putHeader("Content-Type", "application/json; charset=utf-8");
        response.end(dialect.whole(answer, text.getBytes(), sent, finishReason()));
    }

    private String finishReason() {
        String asked = script.finish();
        return asked != null ? asked : limited ? "length" : "stop";
    }

    private void head() {
        if (!response.headWritten()) {
            response.setChunked(true).putHeader("Content-Type", "text/event-stream");
            response.writeHead();
        }
    }

    private void write(Buffer frame) {
        if (frame.length() == 0) {
            return;
        }
        int piece = script.split() > 0 ? script.split() : frame.length();
        for (int from = 0; from < frame.length(); from += piece) {
            response.write(frame.slice(from, Math.min(frame.length(), from + piece)));
        }
    }

    private void finish(boolean aborted) {
        if (!over) {
            over = true;
            Long waiting = timer;
            if (waiting != null) {
                vertx.cancelTimer(waiting);
            }
            owner.over(this, aborted);
        }
    }
}
