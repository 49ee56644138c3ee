package org.llamaorch.orchestrator.registry;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;

/**
 * A replica that somebody else runs, as the configuration or a registration names it.
 *
 * @param url base of its HTTP interface
 * @param names what its pool calls its model: reference and aliases
 * @param slotsAssumed how many requests it is given at once when it does not say
 * @param ctxAssumed tokens of context of a slot when it does not say; 0 for not known
 * @param devices the devices it runs on, as far as known
 * @param versionAssumed its engine's version when it does not say; empty for not known
 * @param origin who named it
 * @param apiKey the key that it asks for; null when it asks for none
 */
public record Binding(
        ReplicaId id,
        String url,
        EngineKind engine,
        List<String> names,
        int slotsAssumed,
        int ctxAssumed,
        List<String> devices,
        String versionAssumed,
        ReplicaOrigin origin,
        @Nullable String apiKey) {

    public Binding {
        names = List.copyOf(names);
        devices = List.copyOf(devices);
        if (slotsAssumed < 1 || ctxAssumed < 0) {
            throw new IllegalArgumentException("a binding assumes at least one slot");
        }
    }

    /** One that asks for no key. */
    public Binding(
            ReplicaId id,
            String url,
            EngineKind engine,
            List<String> names,
            int slotsAssumed,
            int ctxAssumed,
            List<String> devices,
            String versionAssumed,
            ReplicaOrigin origin) {
        this(
                id,
                url,
                engine,
                names,
                slotsAssumed,
                ctxAssumed,
                devices,
                versionAssumed,
                origin,
                null);
    }

    /** One that the configuration names. */
    public Binding(
            ReplicaId id,
            String url,
            EngineKind engine,
            List<String> names,
            int slotsAssumed,
            int ctxAssumed,
            List<String> devices) {
        this(id, url, engine, names, slotsAssumed, ctxAssumed, devices, null);
    }

    /** One that the configuration names, with the key that it asks for. */
    public Binding(
            ReplicaId id,
            String url,
            EngineKind engine,
            List<String> names,
            int slotsAssumed,
            int ctxAssumed,
            List<String> devices,
            @Nullable String apiKey) {
        this(
                id,
                url,
                engine,
                names,
                slotsAssumed,
                ctxAssumed,
                devices,
                "",
                ReplicaOrigin.CONFIGURATION,
                apiKey);
    }

    /** As a replica of which nothing else is known yet. */
    ReplicaStatus unreported() {
        return new ReplicaStatus(
                id,
                url,
                engine,
                versionAssumed,
                names,
                null,
                slotsAssumed,
                ctxAssumed,
                Set.of(Workload.COMPLETION),
                devices,
                false,
                false,
                "it has not been looked at yet",
                0,
                false,
                0,
                0,
                origin);
    }

    /** As it was bound before, as far as the journal tells. */
    static Binding of(ReplicaStatus status) {
        return new Binding(
                status.id(),
                status.url(),
                status.engine(),
                status.models(),
                Math.max(1, status.slots()),
                status.ctxMax(),
                status.devices(),
                status.engineVersion(),
                status.origin());
    }

    @Override
    public String toString() {
        return "Binding[" + id + ", " + url + ", " + origin + "]";
    }
}
