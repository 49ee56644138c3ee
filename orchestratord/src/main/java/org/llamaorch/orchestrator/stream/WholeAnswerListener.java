package org.llamaorch.orchestrator.stream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.Terminal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One answer at the OpenAI door, assembled when the stream has ended; its status line waits for
 * that (B-OAI-002, 008). Confined to its event loop; assembled on a worker.
 */
final class WholeAnswerListener extends StreamListener {

    private static final Logger LOG = LoggerFactory.getLogger(WholeAnswerListener.class);

    private final OpenAiFailures failures;
    private final ContextInternal context;
    private boolean assembling;

    WholeAnswerListener(
            HttpServerRequest request,
            TaskStream stream,
            EventLoopPulse pulse,
            StreamSettings settings,
            OpenAiFailures failures,
            ContextInternal context) {
        super(request, stream, pulse, settings, 0);
        this.failures = failures;
        this.context = context;
    }

    @Override
    void begin() {}

    @Override
    void advance() {
        Terminal how = stream().terminal();
        if (how == null || assembling) {
            return;
        }
        switch (how) {
            case Terminal.Failure failure -> {
                detach();
                failures.answer(response(), failure);
            }
            case Terminal.End end -> {
                assembling = true;
                BlockChain blocks = log().blocks();
                int tokens = log().tokens();
                context.executeBlocking(() -> WholeAnswer.of(blocks, tokens, end), false)
                        .onComplete(answer -> {
                            if (live()) {
                                answer(answer.result(), answer.cause());
                            }
                        });
            }
        }
    }

    private void answer(byte @Nullable [] body, @Nullable Throwable failure) {
        detach();
        if (body == null) {
            LOG.atError()
                    .addKeyValue("task_id", stream().taskId())
                    .setCause(failure)
                    .log("An answer cannot be made of the chunks of its engine.");
            failures.answer(
                    response(),
                    new Terminal.Failure(
                            Outcome.FAILED,
                            ErrorCode.INTERNAL,
                            "The answer could not be assembled from the engine's chunks; the"
                                    + " transcript has them.",
                            null,
                            null,
                            ErrorCode.INTERNAL.retriable(),
                            null,
                            null));
        } else if (!response().closed()) {
            response()
                    .setStatusCode(200)
                    .putHeader("content-type", "application/json")
                    .end(Buffer.buffer(body));
        }
    }

    @Override
    void pass(long nowMs) {}
}
