package org.llamaorch.orchestrator.dispatch;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import java.util.HashMap;
import java.util.Map;
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
 * One event loop that talks to engines, and the attempts on it. Its methods but {@link #execute}
 * are confined to that loop.
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

    @Override
    public Future<?> start() {
        client = new EngineClient(vertx, settings);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        EngineClient open = client;
        return open == null ? Future.succeededFuture() : open.close();
    }

    /** Whether this lane's loop is that one; safe from any thread. */
    boolean isOn(EventLoop loop) {
        return ((ContextInternal) context).nettyEventLoop().equals(loop);
    }

    /** Does something on this lane's loop; safe from any thread. */
    void execute(Runnable work) {
        context.runOnContext(_ -> work.run());
    }

    /** Begins an attempt; {@code over} runs when it has ended. */
    void begin(Effect.StartAttempt start, Runnable over) {
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

    /** Closes an attempt's request at once; without effect when it has ended. */
    void end(AttemptKey key) {
        EngineCall call = calls.get(key);
        if (call != null) {
            call.stop();
        }
    }

    /** Tells the core loop of an attempt: its first token once, its end exactly once. */
    private final class Reporter implements AttemptListener {

        private final AttemptKey key;
        private final ReplicaId replica;
        private final AttemptTrace trace;
        private final Runnable done;
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
            core.post(new Event.FirstToken(key.taskId(), key.attempt()));
        }

        @Override
        public void ended(AttemptEnding ending) {
            if (!over) {
                over = true;
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
