package org.llamaorch.orchestrator.dispatch;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.core.task.AttemptEnding;
import org.llamaorch.engines.EngineAdapter;
import org.llamaorch.engines.EngineAdapters;
import org.llamaorch.engines.HeaderedAdapter;
import org.llamaorch.engines.TokenSink;
import org.llamaorch.engines.client.AttemptListener;
import org.llamaorch.engines.client.EngineCall;
import org.llamaorch.engines.client.EngineClient;
import org.llamaorch.engines.client.EngineClientSettings;
import org.llamaorch.orchestrator.loop.Core;
import org.llamaorch.orchestrator.trace.AttemptTrace;
import org.llamaorch.orchestrator.trace.TaskTraces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop that talks to engines, and the attempts on it. What the loop writes leaves with
 * the end of its turn, so it begins one attempt a turn: the first of many requests does not wait
 * for the last to be made. Safe from any thread; everything happens on that loop.
 */
final class Lane extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final EngineClientSettings settings;
    private final Core core;
    private final EngineKeys keys;
    private final Sinks sinks;
    private final TaskTraces traces;
    private final Consumer<ReplicaId> broken;
    private final Map<AttemptKey, EngineCall> calls = new HashMap<>();
    private final LinkedHashMap<AttemptKey, Waiting> waiting = new LinkedHashMap<>();
    private boolean begunThisTurn;
    private @Nullable EngineClient client;

    Lane(
            EngineClientSettings settings,
            Core core,
            EngineKeys keys,
            Sinks sinks,
            TaskTraces traces,
            Consumer<ReplicaId> broken) {
        this.settings = settings;
        this.core = core;
        this.keys = keys;
        this.sinks = sinks;
        this.traces = traces;
        this.broken = broken;
    }

    /** An attempt that is to begin. */
    private record Waiting(Effect.StartAttempt start, Runnable over) {}

    @Override
    public Future<?> start() {
        client = new EngineClient(vertx, settings);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        List.copyOf(waiting.keySet()).forEach(this::endNow);
        EngineClient open = client;
        return open == null ? Future.succeededFuture() : open.close();
    }

    /** Whether this lane's loop is that one; safe from any thread. */
    boolean isOn(EventLoop loop) {
        return loop().equals(loop);
    }

    /** Begins an attempt; {@code over} runs on the loop when it has ended. */
    void begin(Effect.StartAttempt start, Runnable over) {
        context.runOnContext(_ -> {
            waiting.put(AttemptKey.of(start), new Waiting(start, over));
            beginNext();
        });
    }

    /** Closes an attempt's request at once; without effect when it has ended. */
    void end(AttemptKey key) {
        context.runOnContext(_ -> endNow(key));
    }

    private void beginNext() {
        if (begunThisTurn || waiting.isEmpty()) {
            return;
        }
        begunThisTurn = true;
        inNextTurn(() -> ((ContextInternal) context).dispatch(_ -> nextTurn()));
        Waiting next = waiting.pollFirstEntry().getValue();
        beginNow(next.start(), next.over());
    }

    private void nextTurn() {
        begunThisTurn = false;
        beginNext();
    }

    /** Called by a task of the loop, does something after what the loop's turn has written left. */
    private void inNextTurn(Runnable work) {
        var _ = loop().schedule(work, 0, TimeUnit.NANOSECONDS);
    }

    private EventLoop loop() {
        return ((ContextInternal) context).nettyEventLoop();
    }

    private void beginNow(Effect.StartAttempt start, Runnable over) {
        AttemptKey key = AttemptKey.of(start);
        AttemptTrace trace = traces.begin(start);
        Reporter reporter = new Reporter(start, trace, over);
        EngineKind kind = start.replica().engine();
        EngineAdapter adapter = EngineAdapters.of(kind).orElse(null);
        EngineClient open = client;
        if (adapter == null || open == null) {
            reporter.ended(
                    new AttemptEnding.Faulted("no adapter speaks " + kind.wireName(), 0, false, 0));
            return;
        }
        try {
            TokenSink sink = sinks.sink(key.taskId(), key.attempt());
            Map<String, String> headers = new HashMap<>(trace.headers());
            keys.find(start.replica().url())
                    .ifPresent(known -> headers.put("Authorization", "Bearer " + known));
            EngineAdapter asked =
                    headers.isEmpty() ? adapter : new HeaderedAdapter(adapter, headers);
            EngineCall call = open.start(start, asked, sink, reporter);
            if (!reporter.over) {
                calls.put(key, call);
            }
        } catch (RuntimeException defect) {
            LOG.atError()
                    .addKeyValue("task_id", key.taskId())
                    .addKeyValue("attempt", key.attempt())
                    .setCause(defect)
                    .log("An attempt does not begin because of a defect.");
            reporter.ended(new AttemptEnding.Faulted("the attempt could not begin", 0, false, 0));
        }
    }

    private void endNow(AttemptKey key) {
        Waiting unbegun = waiting.remove(key);
        if (unbegun != null) {
            new Reporter(unbegun.start(), traces.begin(unbegun.start()), unbegun.over())
                    .ended(new AttemptEnding.Stopped());
        }
        EngineCall call = calls.get(key);
        if (call != null) {
            call.stop();
        }
    }

    /**
     * Tells the core loop of an attempt: its first token once, after that has left for its readers,
     * and its end exactly once.
     */
    private final class Reporter implements AttemptListener {

        private final AttemptKey key;
        private final ReplicaId replica;
        private final AttemptTrace trace;
        private final Runnable done;
        private boolean firstTokenUntold;
        private boolean over;

        Reporter(Effect.StartAttempt start, AttemptTrace trace, Runnable done) {
            this.key = AttemptKey.of(start);
            this.replica = start.replica().id();
            this.trace = trace;
            this.done = done;
        }

        @Override
        public void firstToken() {
            trace.firstToken();
            firstTokenUntold = true;
            loop().execute(() -> inNextTurn(this::tellFirstToken));
        }

        private void tellFirstToken() {
            if (firstTokenUntold) {
                firstTokenUntold = false;
                core.post(new Event.FirstToken(key.taskId(), key.attempt()));
            }
        }

        @Override
        public void ended(AttemptEnding ending) {
            if (!over) {
                over = true;
                tellFirstToken();
                calls.remove(key);
                done.run();
                trace.ended(ending);
                if (ending instanceof AttemptEnding.Faulted fault && fault.httpStatus() == 0) {
                    broken.accept(replica);
                }
                core.post(new Event.AttemptEnded(key.taskId(), key.attempt(), ending));
            }
        }
    }
}
