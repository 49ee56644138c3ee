package org.llamaorch.orchestrator.observe;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.scheduler.Notice;
import org.llamaorch.core.task.TaskSpec;
import org.llamaorch.orchestrator.trace.TraceIds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells what happens, a record an event: fields for programs, a sentence for people (contract §6,
 * ORCH-3300, B-OBS-020 to 024). Never says what a task asks or answers. Safe from any thread; does
 * not block.
 */
public final class Narrator {

    private static final String SCHEDULER = "scheduler";
    private static final String DAEMON = "orchestratord";
    private static final String POOL_MANAGER = "pool-managerd";
    private static final String HTTP = "http";
    private static final String TASK = "task";
    private static final String POOL = "pool";
    private static final String CATALOG = "catalog";
    private static final String MODEL = "model";
    private static final String WORKER = "worker";

    private final Logger log;
    private final UnaryOperator<String> identityOf;
    private final Function<TaskSpec, Optional<TraceIds>> idsOf;
    private final String scheduler;
    private final String daemon;

    /**
     * @param identityOf how records name a caller: {@code localhost}, or {@code token:} and digits
     */
    public Narrator(UnaryOperator<String> identityOf) {
        this(identityOf, _ -> Optional.empty());
    }

    /**
     * @param identityOf how records name a caller: {@code localhost}, or {@code token:} and digits
     * @param idsOf how they name the trace of a task
     */
    public Narrator(
            UnaryOperator<String> identityOf, Function<TaskSpec, Optional<TraceIds>> idsOf) {
        this(identityOf, idsOf, SCHEDULER, DAEMON);
    }

    private Narrator(
            UnaryOperator<String> identityOf,
            Function<TaskSpec, Optional<TraceIds>> idsOf,
            String scheduler,
            String daemon) {
        this.log = LoggerFactory.getLogger(Narrator.class);
        this.identityOf = identityOf;
        this.idsOf = idsOf;
        this.scheduler = scheduler;
        this.daemon = daemon;
    }

    /** One of a pool-managerd of its own, which is who acts in all that it tells. */
    public static Narrator ofPoolManager(UnaryOperator<String> identityOf) {
        return new Narrator(identityOf, _ -> Optional.empty(), POOL_MANAGER, POOL_MANAGER);
    }

    /** Tells of a notice. */
    public void tell(Notice notice) {
        String sentence = Sentences.of(notice);
        switch (notice) {
            case Notice.Admitted n ->
                    ofTask(Level.INFO, "admit", n.task())
                            .engine(n.task().engine())
                            .with("pool_id", n.told().poolId())
                            .with("queue_position", n.told().queuePosition())
                            .with("predicted_start_ms", n.told().predictedStartMs())
                            .human(sentence);
            case Notice.Refused n ->
                    ofTask(Level.INFO, "refuse", n.task())
                            .engine(n.refusal().engine())
                            .with("pool_id", n.refusal().poolId())
                            .with("error_kind", n.refusal().code().name())
                            .with("cause", cause(n.refusal().code(), n.refusal().message()))
                            .human(sentence);
            case Notice.Placed n ->
                    ofTask(Level.INFO, "place", n.task())
                            .replica(n.replica())
                            .with("queue_time_ms", n.queuedMs())
                            .human(sentence);
            case Notice.NoCapacity n -> ofTask(Level.DEBUG, "wait", n.task()).human(sentence);
            case Notice.Requeued n ->
                    ofTask(Level.WARN, "requeue", n.task())
                            .replica(n.replica())
                            .with("cause", n.cause())
                            .human(sentence);
            case Notice.FirstToken n ->
                    ofTask(Level.INFO, "stream_start", n.task())
                            .replica(n.replica())
                            .with("first_token_ms", n.sinceAdmissionMs())
                            .human(sentence);
            case Notice.Ended n -> ended(n, sentence);
            case Notice.ReplicaBound n ->
                    of(Level.INFO, "bind", WORKER)
                            .replica(n.status())
                            .with("cause", n.status().lastError())
                            .human(sentence);
            case Notice.ReplicaLost n ->
                    of(Level.WARN, "lose", WORKER)
                            .replica(n.id())
                            .with("cause", n.cause())
                            .human(sentence);
            case Notice.BreakerChanged n ->
                    of(Level.WARN, "breaker_" + n.state(), WORKER)
                            .replica(n.id())
                            .with("cause", n.cause())
                            .human(sentence);
            case Notice.EngineResting n ->
                    of(Level.INFO, "rest", WORKER).replica(n.id()).human(sentence);
            case Notice.Draining n ->
                    of(Level.INFO, "drain", POOL)
                            .with("pool_id", n.poolId())
                            .with("deadline_ms", n.deadlineMs())
                            .human(sentence);
            case Notice.Undrained n ->
                    of(Level.INFO, "undrain", POOL).with("pool_id", n.poolId()).human(sentence);
            case Notice.Reloaded n ->
                    of(Level.INFO, "reload", POOL)
                            .with("pool_id", n.poolId())
                            .with("model_id", n.now())
                            .human(sentence);
        }
    }

    /**
     * The daemon serves.
     *
     * @param address where, such as {@code http://127.0.0.1:8080}
     * @param durability process, power or memory
     * @param resumed queued tasks taken over from the life before
     */
    public void startup(String address, String version, int pools, String durability, int resumed) {
        of(Level.INFO, daemon, "start", address)
                .with("version", version)
                .with("durability", durability)
                .with("resumed_tasks", resumed)
                .human(
                        "The orchestrator starts with "
                                + Amounts.count(pools, "pool")
                                + (resumed == 0
                                        ? "."
                                        : " and takes up "
                                                + Amounts.count(resumed, "task")
                                                + " from before."));
        if (durability.equals("memory")) {
            of(Level.WARN, daemon, "start", DAEMON)
                    .human("Nothing is written down: no task survives the end of this process.");
        }
    }

    /**
     * A pool-managerd of its own serves.
     *
     * @param address where, such as {@code http://127.0.0.1:9200}
     */
    public void poolManagerStarts(String address, String version, int pools) {
        of(Level.INFO, POOL_MANAGER, "start", address)
                .with("version", version)
                .human(
                        "The pool manager starts with "
                                + Amounts.count(pools, "pool")
                                + " on this machine.");
    }

    /**
     * The daemon refuses to start.
     *
     * @param errorKind such as {@code NON_LOOPBACK_WITHOUT_TOKEN}
     * @param cause what is wrong and how to mend it
     */
    public void startupRefused(String errorKind, String cause) {
        of(Level.ERROR, daemon, "refuse_start", daemon)
                .with("error_kind", errorKind)
                .with("cause", cause)
                .human(us() + " refuses to start.");
    }

    /** The daemon was told to stop; running work gets {@code graceMs}. */
    public void stopping(long graceMs) {
        of(Level.INFO, daemon, "stop", daemon)
                .human(
                        us()
                                + " takes nothing new and gives running work "
                                + Amounts.time(graceMs)
                                + ".");
    }

    private String us() {
        return daemon.equals(POOL_MANAGER) ? "The pool manager" : "The orchestrator";
    }

    /**
     * A request met a defect of ours: its stack goes here, and only its correlation id to the
     * caller.
     *
     * @param request method and path without the query
     */
    public void requestFailed(
            String correlationId, @Nullable String identity, String request, Throwable thrown) {
        of(Level.ERROR, HTTP, "fail", request)
                .with("correlation_id", correlationId)
                .with("identity", identity)
                .with("error_kind", ErrorCode.INTERNAL.name())
                .thrown(thrown)
                .human("A request fails because of a defect in the orchestrator.");
    }

    /** A secret of a key is taken from now on; {@code fingerprint} as in contract §1. */
    public void keyMade(String name, String fingerprint) {
        key(Level.INFO, "make", name, fingerprint).human("A key is taken from now on.");
    }

    /** A secret of a key is not taken any more. */
    public void keyRevoked(String name, String fingerprint) {
        key(Level.INFO, "revoke", name, fingerprint).human("A key is not taken any more.");
    }

    /** What a key allows has changed. */
    public void keyChanged(String name) {
        key(Level.INFO, "change", name, null).human("A key allows something else from now on.");
    }

    /** The keys file cannot be used as it is. */
    public void keysKept(String cause) {
        of(Level.ERROR, daemon, "keep", "keys")
                .with("cause", cause)
                .human("The keys stay as they are: the file of keys cannot be used.");
    }

    private Told key(Level level, String action, String name, @Nullable String fingerprint) {
        return of(level, DAEMON, action, name)
                .with("identity", fingerprint == null ? null : "token:" + fingerprint);
    }

    /** A worker registered itself (B-CP-054); {@code identity} as in contract §1. */
    public void workerRegistered(
            String correlationId, String identity, String poolId, String replicaId) {
        of(Level.INFO, HTTP, "register", WORKER)
                .with("correlation_id", correlationId)
                .with("identity", identity)
                .with("pool_id", poolId)
                .with("replica_id", replicaId)
                .human("A worker registers itself.");
    }

    /**
     * A model of the catalog was changed.
     *
     * @param action described, retired, activated or deleted
     */
    public void modelChanged(String modelId, String action) {
        of(Level.INFO, CATALOG, action, MODEL)
                .with("model_id", modelId)
                .human("A model of the catalog is " + action + ".");
    }

    /**
     * A model's files were looked at.
     *
     * @param result pass, fail or warn
     * @param reason in one word
     */
    public void modelVerified(String modelId, String result, String reason, String cause) {
        of(result.equals("fail") ? Level.WARN : Level.INFO, CATALOG, "verify", MODEL)
                .with("model_id", modelId)
                .with("result", result)
                .with("reason", reason)
                .with("cause", cause)
                .human(
                        result.equals("fail")
                                ? "A model's files are not what they should be; it takes no tasks."
                                : "The catalog looks at a model's files.");
    }

    /** Somebody wants another model in a pool. */
    public void reloadBegins(String poolId, String modelRef) {
        of(Level.INFO, daemon, "reload_begin", POOL)
                .with("pool_id", poolId)
                .with("model_id", modelRef)
                .human("A pool is to serve another model; the one it serves goes on meanwhile.");
    }

    /** Another model did not come up. */
    public void reloadFailed(String poolId, String modelRef, String cause) {
        of(Level.WARN, daemon, "reload_fail", POOL)
                .with("pool_id", poolId)
                .with("model_id", modelRef)
                .with("cause", cause)
                .human("Another model does not come up; the pool goes on with the one it has.");
    }

    /** What a pool has in the cache is deleted. */
    public void purgeBegins(String poolId) {
        of(Level.INFO, daemon, "purge", POOL)
                .with("pool_id", poolId)
                .human("What a pool has in the cache is deleted, but for what others use.");
    }

    /**
     * Spans are lost, since the last time that this was told.
     *
     * @param dropped how many found no room, because the collector does not keep up
     * @param failed how many the collector did not take
     * @param cause why it did not take the last of them; null when there was no room
     */
    public void spansLost(long dropped, long failed, @Nullable String cause) {
        of(Level.WARN, daemon, "lose", "spans")
                .with("spans_dropped", dropped)
                .with("spans_failed", failed)
                .with("cause", cause == null ? "it does not keep up" : cause)
                .human("The collector of traces does not take all spans; some are lost.");
    }

    /** The configuration was read again and changed something. */
    public void configChanged(String what) {
        of(Level.INFO, daemon, "configure", DAEMON)
                .with("cause", what)
                .human("The configuration changes something while the orchestrator runs.");
    }

    /** The configuration was read again and is wrong. */
    public void configRefused(String cause) {
        of(Level.WARN, daemon, "refuse_configuration", DAEMON)
                .with("cause", cause)
                .human("The configuration is wrong; nothing changes.");
    }

    private void ended(Notice.Ended n, String sentence) {
        switch (n.terminal()) {
            case Terminal.End end ->
                    ofTask(Level.INFO, "stream_end", n.task())
                            .replica(n.replica())
                            .with("queue_time_ms", n.queuedMs())
                            .with("tokens_in", end.tokensIn())
                            .with("tokens_out", end.tokensOut())
                            .with("decode_time_ms", end.decodeTimeMs())
                            .with("kv_warmth", end.tokensCached() > 0)
                            .human(sentence);
            case Terminal.Failure failure ->
                    ofTask(level(failure), action(failure), n.task())
                            .replica(n.replica())
                            .with("pool_id", n.replica() == null ? failure.poolId() : null)
                            .with("queue_time_ms", n.queuedMs())
                            .with("tokens_out", failure.tokensOut())
                            .with("error_kind", failure.code().name())
                            .with("cause", cause(failure.code(), failure.message()))
                            .human(sentence);
        }
    }

    /** An engine that refuses a request may quote it; what is wrong goes to the caller only. */
    private static @Nullable String cause(ErrorCode code, String message) {
        return code == ErrorCode.INVALID_PARAMS ? null : message;
    }

    private static Level level(Terminal.Failure failure) {
        return switch (failure.outcome()) {
            case FAILED -> Level.WARN;
            case COMPLETED, CANCELED, DROPPED, EXPIRED -> Level.INFO;
        };
    }

    private static String action(Terminal.Failure failure) {
        return switch (failure.outcome()) {
            case CANCELED -> "cancel";
            case DROPPED -> "drop";
            case EXPIRED -> "expire";
            case FAILED, COMPLETED -> "stream_end";
        };
    }

    private Told ofTask(Level level, String action, TaskSpec task) {
        return of(level, action, TASK).task(task, identityOf).trace(idsOf.apply(task));
    }

    private Told of(Level level, String action, String target) {
        return of(level, scheduler, action, target);
    }

    private Told of(Level level, String actor, String action, String target) {
        return Told.of(log, level, actor, action, target);
    }
}
