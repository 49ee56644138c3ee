package org.llamaorch.orchestrator.http;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.placement.PoolView;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.orchestrator.catalog.ServedModels;
import org.llamaorch.orchestrator.loop.Core;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the bound engines can do, per engine, version and sampler profile (B-CP-001 to 004). The
 * document is made once for what is bound and what the catalog says of it, and again only when one
 * of these has changed. Safe from any thread.
 */
final class Capabilities {
    private final Core core;
    private final ServedModels served;
    private final AtomicReference<@Nullable Told> told = new AtomicReference<>();

    Capabilities(Core core, ServedModels served) {
        this.core = core;
        this.served = served;
    }

    /** What is bound and what revision of the catalog, and the document that tells it. */
    private record Told(List<Bound> bound, long revision, Buffer document) {}

    /**
     * What of a replica the document tells.
     *
     * @param samplerProfileVersion empty when nobody says
     * @param source the model_ref that its pool is configured with; null for none
     */
    record Bound(
            String poolId,
            EngineKind engine,
            String engineVersion,
            String samplerProfileVersion,
            @Nullable String source,
            @Nullable String modelDigest,
            Set<String> models,
            Set<String> aliases,
            int slots,
            int ctxMax,
            Set<Workload> workloads) {}

    /** The document that tells it, as JSON. */
    CompletionStage<Buffer> document() {
        return core.ask((state, now) -> bound(state.pools(now))).thenCompose(this::document);
    }

    private CompletionStage<Buffer> document(List<Bound> bound) {
        Told last = told.get();
        long revision = served.revision();
        if (last != null && last.revision() == revision && last.bound().equals(bound)) {
            return CompletableFuture.completedStage(last.document());
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    Told made = new Told(bound, revision, Buffer.buffer(make(bound).toString()));
                    told.set(made);
                    return made.document();
                },
                Thread::startVirtualThread); // a model's file may be looked at
    }

    static List<Bound> bound(List<PoolView> pools) {
        List<Bound> bound = new ArrayList<>();
        for (PoolView pool : pools) {
            for (PoolView.ReplicaView replica : pool.replicas()) {
                ReplicaStatus status = replica.status();
                Set<String> aliases = new TreeSet<>(pool.spec().aliases());
                Set<String> models = new TreeSet<>(status.models());
                if (pool.spec().model() != null) {
                    models.add(pool.spec().model());
                }
                models.removeAll(aliases);
                String sampler = pool.spec().samplerProfileVersion();
                bound.add(
                        new Bound(
                                pool.spec().id(),
                                status.engine(),
                                status.engineVersion(),
                                sampler == null ? "" : sampler,
                                pool.spec().model(),
                                status.modelDigest(),
                                models,
                                aliases,
                                status.slots(),
                                status.ctxMax(),
                                status.workloads()));
            }
        }
        return bound;
    }

    private ObjectNode make(List<Bound> bound) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("api_version", BuildInfo.API_VERSION);
        ArrayNode engines = body.putArray("engines");
        TreeMap<String, List<Bound>> byEngine = new TreeMap<>();
        for (Bound replica : bound) {
            byEngine.computeIfAbsent(
                            String.join(
                                    " ",
                                    replica.engine().wireName(),
                                    replica.engineVersion(),
                                    replica.samplerProfileVersion()),
                            _ -> new ArrayList<>())
                    .add(replica);
        }
        byEngine.values().forEach(replicas -> engines.add(engine(replicas)));
        return body;
    }

    private ObjectNode engine(List<Bound> replicas) {
        Bound first = replicas.getFirst();
        int ctxMax = replicas.stream().mapToInt(Bound::ctxMax).max().orElse(0);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("engine", first.engine().wireName());
        body.put("engine_version", first.engineVersion());
        if (!first.samplerProfileVersion().isEmpty()) {
            body.put("sampler_profile_version", first.samplerProfileVersion());
        }
        body.put("ctx_max", ctxMax);
        body.put("max_tokens_out", ctxMax);
        body.put("slots", replicas.stream().mapToInt(Bound::slots).sum());
        Set<Workload> workloads = EnumSet.noneOf(Workload.class);
        replicas.forEach(replica -> workloads.addAll(replica.workloads()));
        ArrayNode supported = body.putArray("supported_workloads");
        workloads.forEach(workload -> supported.add(workload.wireName()));
        ArrayNode features = body.putArray("features");
        features(first.engine()).forEach(features::add);
        body.putObject("rate_limits");
        models(body.putArray("models"), replicas);
        return body;
    }

    /** What a task may ask of an engine of this kind. */
    private static List<String> features(EngineKind engine) {
        return switch (engine) {
            case LLAMACPP ->
                    List.of("stream", "cancel", "seed", "grammar", "json_schema", "openai");
            case VLLM, TGI, OPENAI -> List.of("stream", "cancel", "seed", "openai");
            case TRITON -> List.of("stream", "cancel");
        };
    }

    private void models(ArrayNode models, List<Bound> replicas) {
        TreeMap<String, TreeSet<String>> aliases = new TreeMap<>();
        TreeMap<String, TreeSet<String>> pools = new TreeMap<>();
        TreeMap<String, ServedModels.Known> facts = new TreeMap<>();
        for (Bound replica : replicas) {
            ServedModels.Known known = known(replica);
            for (String model : replica.models()) {
                TreeSet<String> names = aliases.computeIfAbsent(model, _ -> new TreeSet<>());
                names.addAll(replica.aliases());
                names.addAll(known.names());
                names.remove(model);
                pools.computeIfAbsent(model, _ -> new TreeSet<>()).add(replica.poolId());
                facts.putIfAbsent(model, known);
            }
        }
        aliases.forEach((model, names) -> {
            ObjectNode item = models.addObject();
            item.put("id", model);
            ArrayNode list = item.putArray("aliases");
            names.forEach(list::add);
            ArrayNode ids = item.putArray("pools");
            pools.getOrDefault(model, new TreeSet<>()).forEach(ids::add);
            ServedModels.Known known = facts.get(model);
            if (known != null) {
                known.write(item);
            }
        });
    }

    private ServedModels.Known known(Bound replica) {
        List<String> names = new ArrayList<>(replica.models());
        names.addAll(replica.aliases());
        return served.of(replica.source(), names, replica.modelDigest());
    }
}
