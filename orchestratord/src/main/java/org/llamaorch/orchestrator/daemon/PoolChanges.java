package org.llamaorch.orchestrator.daemon;

import java.util.Optional;
import java.util.function.Consumer;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.orchestrator.http.OperationView;
import org.llamaorch.orchestrator.http.PoolOperations;
import org.llamaorch.orchestrator.loop.Core;
import org.llamaorch.orchestrator.observe.Metrics;
import org.llamaorch.orchestrator.observe.Narrator;
import org.llamaorch.orchestrator.operation.OperationFailed;
import org.llamaorch.orchestrator.operation.Operations;
import org.llamaorch.poolmanager.PoolSupervision;
import org.llamaorch.poolmanager.ReloadMode;
import org.llamaorch.poolmanager.ReloadResult;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reloads and purges pools, as operations. Safe from any thread; never blocks. */
final class PoolChanges implements PoolOperations {

    private final Operations operations;
    private final PoolSupervision supervision;
    private final Core core;
    private final Narrator narrator;
    private final Metrics metrics;

    PoolChanges(
            Operations operations,
            PoolSupervision supervision,
            Core core,
            Narrator narrator,
            Metrics metrics) {
        this.operations = operations;
        this.supervision = supervision;
        this.core = core;
        this.narrator = narrator;
        this.metrics = metrics;
    }

    @Override
    public Optional<OperationView> find(String operationId) {
        return operations.find(operationId);
    }

    @Override
    public Started reload(String poolId, String modelRef, ReloadMode mode) {
        return operations.start(
                "reload",
                poolId,
                step -> {
                    long startedNanos = System.nanoTime();
                    narrator.reloadBegins(poolId, modelRef);
                    ReloadResult result =
                            supervision.reload(
                                    poolId, modelRef, mode, new CoreReloadHost(core, step));
                    return switch (result) {
                        case ReloadResult.Reloaded reloaded -> {
                            metrics.poolReloaded(poolId, true);
                            long durationMs = (System.nanoTime() - startedNanos) / 1_000_000;
                            ObjectNode body = JsonNodeFactory.instance.objectNode();
                            body.put("model_ref", modelRef);
                            body.put("engine_version", reloaded.engineVersion());
                            body.put("model_digest", reloaded.modelDigest());
                            body.put("mode", reloaded.mode().wireName());
                            body.put("duration_ms", durationMs);
                            yield body;
                        }
                        case ReloadResult.Failed(String cause) -> {
                            metrics.poolReloaded(poolId, false);
                            narrator.reloadFailed(poolId, modelRef, cause);
                            throw new OperationFailed(ErrorCode.RELOAD_FAILED, cause);
                        }
                    };
                });
    }

    @Override
    public Started purge(String poolId, Purge what) {
        return operations.start(
                "purge",
                poolId,
                step -> {
                    narrator.purgeBegins(poolId);
                    org.llamaorch.poolmanager.Purge.Result result = purged(poolId, what, step);
                    metrics.poolPurged(
                            poolId, result.kept().isEmpty() ? "pass" : "warn", result.bytesFreed());
                    ObjectNode body = JsonNodeFactory.instance.objectNode();
                    result.deleted().forEach(body.putArray("deleted")::add);
                    ArrayNode kept = body.putArray("kept");
                    result.kept()
                            .forEach(each ->
                                    kept.addObject()
                                            .put("what", each.what())
                                            .put("why", each.why()));
                    body.put("bytes_freed", result.bytesFreed());
                    return body;
                });
    }

    private org.llamaorch.poolmanager.Purge.Result purged(
            String poolId, Purge what, Consumer<String> step) throws InterruptedException {
        try {
            return supervision.purge(
                    poolId,
                    new org.llamaorch.poolmanager.Purge(
                            what.engine(),
                            what.models(),
                            what.drainFirst(),
                            what.cacheFolders(),
                            what.force()),
                    new CoreReloadHost(core, step));
        } catch (RuntimeException defect) {
            metrics.poolPurged(poolId, "fail", 0);
            throw defect;
        }
    }
}
