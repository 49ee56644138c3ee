package org.llamaorch.orchestrator.journal;

import java.util.Set;
import java.util.stream.Collectors;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.placement.ReplicaCondition;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.placement.Vram;
import org.llamaorch.core.session.Session;

/** Replicas and sessions as JSON. */
final class ReplicaFields {

    private ReplicaFields() {}

    static String write(ReplicaStatus status) {
        return FieldWriter.object(fields ->
                fields.text("url", status.url())
                        .name("engine", status.engine())
                        .text("engineVersion", status.engineVersion())
                        .texts("models", status.models())
                        .text("modelDigest", status.modelDigest())
                        .integer("slots", status.slots())
                        .integer("ctxMax", status.ctxMax())
                        .texts("workloads", names(status.workloads()))
                        .texts("devices", status.devices())
                        .flag("live", status.live())
                        .flag("ready", status.ready())
                        .text("lastError", status.lastError())
                        .number("retryAtMs", status.retryAtMs())
                        .flag("breakerOpen", status.breakerOpen())
                        .number("vramTotalBytes", status.vramTotalBytes())
                        .number("vramFreeBytes", status.vramFreeBytes())
                        .name("origin", status.origin()));
    }

    static ReplicaStatus read(ReplicaId id, String json) {
        FieldReader fields = FieldReader.of(json);
        return new ReplicaStatus(
                id,
                fields.text("url"),
                fields.name("engine", EngineKind.class),
                fields.text("engineVersion"),
                fields.texts("models"),
                fields.textOrNull("modelDigest"),
                fields.integer("slots"),
                fields.integer("ctxMax"),
                fields.texts("workloads").stream()
                        .map(Workload::valueOf)
                        .collect(Collectors.toUnmodifiableSet()),
                fields.texts("devices"),
                new ReplicaCondition(
                        fields.flag("live"),
                        fields.flag("ready"),
                        fields.textOrNull("lastError"),
                        fields.number("retryAtMs"),
                        fields.flag("breakerOpen")),
                new Vram(fields.number("vramTotalBytes"), fields.number("vramFreeBytes")),
                origin(fields));
    }

    /** Rows of an earlier format name none: then there was only the configuration. */
    private static ReplicaOrigin origin(FieldReader fields) {
        ReplicaOrigin origin = fields.nameOrNull("origin", ReplicaOrigin.class);
        return origin == null ? ReplicaOrigin.CONFIGURATION : origin;
    }

    static String write(Session session) {
        return FieldWriter.object(fields -> {
            fields.integer("turns", session.turns())
                    .number("lastUsedAtMs", session.lastUsedAtMs())
                    .number("tokensUsed", session.used().tokens())
                    .number("timeUsedMs", session.used().timeMs())
                    .number("costNanosUsed", session.used().costNanos());
            ReplicaId last = session.lastReplica();
            if (last != null) {
                fields.object("lastReplica", into -> replicaId(into, last));
            }
        });
    }

    static Session session(String caller, String sessionId, String json) {
        FieldReader fields = FieldReader.of(json);
        Long costNanos = fields.numberOrNull("costNanosUsed");
        return new Session(
                caller,
                sessionId,
                fields.integer("turns"),
                fields.number("lastUsedAtMs"),
                fields.object("lastReplica").map(ReplicaFields::replicaId).orElse(null),
                new Spending(
                        fields.number("tokensUsed"),
                        fields.number("timeUsedMs"),
                        costNanos == null ? 0 : costNanos));
    }

    private static void replicaId(FieldWriter into, ReplicaId id) {
        into.text("node", id.node()).text("pool", id.pool()).text("replica", id.replica());
    }

    private static ReplicaId replicaId(FieldReader from) {
        return new ReplicaId(from.text("node"), from.text("pool"), from.text("replica"));
    }

    private static Set<String> names(Set<Workload> workloads) {
        return workloads.stream().map(Enum::name).collect(Collectors.toUnmodifiableSet());
    }
}
