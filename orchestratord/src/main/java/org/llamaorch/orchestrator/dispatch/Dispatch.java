package org.llamaorch.orchestrator.dispatch;

import io.netty.channel.EventLoop;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.scheduler.Effect;
import org.llamaorch.engines.client.TokenPathWarmUp;
import org.llamaorch.orchestrator.loop.Core;
import org.llamaorch.orchestrator.trace.TaskTraces;

/**
 * Runs attempts on engines (B-DP-113, 116, B-STR-010 to 014) in lanes, each an event loop with its
 * own connections: in the one on which the caller is served, else by turns. It tells the core loop
 * of every attempt its first token once and its end exactly once. Safe from any thread; {@link
 * #start} and {@link #stop} do not block.
 */
public final class Dispatch implements AutoCloseable {

    private final Vertx vertx;
    private final DispatchSettings settings;
    private final List<Lane> lanes;
    private final List<String> deployments;
    private final Sinks sinks;
    private final Map<AttemptKey, Lane> running = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Dispatch(
            Vertx vertx,
            DispatchSettings settings,
            List<Lane> lanes,
            List<String> deployments,
            Sinks sinks) {
        this.vertx = vertx;
        this.settings = settings;
        this.lanes = List.copyOf(lanes);
        this.deployments = List.copyOf(deployments);
        this.sinks = sinks;
    }

    /**
     * Brings the lanes up; blocks until they are there.
     *
     * @param broken hears of a replica at which an attempt failed without an HTTP status; it must
     *     not block
     * @throws IllegalStateException when they do not come up in time
     */
    public static Dispatch open(
            Vertx vertx,
            DispatchSettings settings,
            Core core,
            EngineKeys keys,
            Sinks sinks,
            TaskTraces traces,
            Consumer<ReplicaId> broken) {
        List<Lane> lanes = new ArrayList<>();
        List<String> deployments = new ArrayList<>();
        for (int i = 0; i < settings.lanes(); i++) {
            Lane lane = new Lane(settings.engines(), core, keys, sinks, traces, broken);
            lanes.add(lane);
            deployments.add(
                    await(vertx.deployVerticle(lane, new DeploymentOptions()), settings.startMs()));
        }
        return new Dispatch(vertx, settings, lanes, deployments, sinks);
    }

    /** Starts an attempt on its replica. */
    public void start(Effect.StartAttempt start) {
        AttemptKey key = AttemptKey.of(start);
        Lane lane = sinks.home(key.taskId()).flatMap(this::lane).orElseGet(this::nextLane);
        running.put(key, lane);
        lane.begin(start, () -> running.remove(key));
    }

    private Optional<Lane> lane(EventLoop home) {
        for (Lane lane : lanes) {
            if (lane.isOn(home)) {
                return Optional.of(lane);
            }
        }
        return Optional.empty();
    }

    private Lane nextLane() {
        return lanes.get(Math.floorMod(turn.getAndIncrement(), lanes.size()));
    }

    /**
     * Closes an attempt's request at its engine at once and reports {@code Stopped}; without effect
     * when its end was reported before.
     */
    public void stop(Effect.StopAttempt stop) {
        AttemptKey key = AttemptKey.of(stop);
        Lane lane = running.get(key);
        if (lane != null) {
            lane.end(key);
        }
    }

    /** Attempts whose end was not reported yet. */
    public int running() {
        return running.size();
    }

    /**
     * Lets the compiler see the token path before the first task does, in the background and in
     * memory only; returns at once.
     */
    public void warmUp() {
        Thread.ofPlatform().daemon().name("warm-up").start(TokenPathWarmUp::run);
    }

    /** Stops what runs and takes the lanes down; blocks until they are. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        for (String deployment : deployments) {
            await(vertx.undeploy(deployment), settings.startMs());
        }
    }

    private static <T> T await(Future<T> future, long timeoutMs) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the lanes changed", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the lanes of dispatch did not answer", e);
        }
    }
}
