package org.llamaorch.orchestrator.stream;

import io.netty.buffer.ByteBuf;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import org.llamaorch.contracts.Terminal;

/**
 * A stream at the OpenAI door: the engine's own chunks, then {@code [DONE]} (B-OAI-002 to 006). The
 * status line is held until the first token or {@code headHoldMs}; a failure before it is an answer
 * of its own. Confined to its event loop.
 */
final class OpenAiListener extends StreamListener {

    private static final byte[] DONE = ascii("data: [DONE]\n\n");
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] BLANK = ascii("\n\n");

    private final OpenAiFailures failures;
    private boolean headSent;
    private long beganMs;

    OpenAiListener(
            HttpServerRequest request,
            TaskStream stream,
            EventLoopPulse pulse,
            StreamSettings settings,
            OpenAiFailures failures) {
        super(request, stream, pulse, settings, 0);
        this.failures = failures;
    }

    @Override
    void begin() {
        beganMs = pulse().nowMs();
    }

    @Override
    void advance() {
        int terminal = log().terminalId();
        int limit = terminal >= 0 ? terminal : log().frames();
        while (cursor().next() < limit) {
            if (!headSent && limit > 1) {
                head();
            }
            if (headSent && socketFull()) {
                return;
            }
            ByteBuf chunks = cursor().takeDeltas(limit, allocator());
            if (chunks.isReadable()) {
                write(chunks);
            } else {
                chunks.release();
            }
        }
        Terminal how = stream().terminal();
        if (how != null && cursor().next() >= terminal && terminal >= 0) {
            finish(how);
        }
    }

    private void finish(Terminal how) {
        switch (how) {
            case Terminal.End _ -> {
                if (!headSent) {
                    head();
                }
                write(DONE);
                end();
            }
            case Terminal.Failure failure -> {
                if (headSent) {
                    byte[] data = failures.eventData(failure);
                    write(
                            part(DATA.length + data.length + BLANK.length)
                                    .writeBytes(DATA)
                                    .writeBytes(data)
                                    .writeBytes(BLANK));
                    end();
                } else {
                    detach();
                    failures.answer(response(), failure);
                }
            }
        }
    }

    @Override
    void pass(long nowMs) {
        if (!headSent && nowMs - beganMs >= settings().headHoldMs()) {
            head();
            comment();
        }
    }

    private void head() {
        headSent = true;
        eventStreamHead();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
