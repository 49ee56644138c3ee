package org.llamaorch.orchestrator.loop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.llamaorch.core.scheduler.Effect;

/** Who waits for which answer. Confined to the core thread; the inbox bounds how many there are. */
final class Tickets {

    private final Map<Long, CompletableFuture<Effect.Answer>> open = new HashMap<>();
    private long last;

    long issue(CompletableFuture<Effect.Answer> answer) {
        open.put(++last, answer);
        return last;
    }

    void answer(Effect.Reply reply) {
        CompletableFuture<Effect.Answer> waiting = open.remove(reply.replyTo());
        if (waiting != null) {
            waiting.complete(reply.answer());
        }
    }

    void fail(long ticket, CoreUnavailable why) {
        CompletableFuture<Effect.Answer> waiting = open.remove(ticket);
        if (waiting != null) {
            waiting.completeExceptionally(why);
        }
    }

    void failAll(CoreUnavailable why) {
        List<CompletableFuture<Effect.Answer>> waiting = List.copyOf(open.values());
        open.clear();
        waiting.forEach(answer -> answer.completeExceptionally(why));
    }
}
