package org.llamaorch.orchestrator.registry;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.ReplicaOrigin;
import org.llamaorch.contracts.Workload;
import org.llamaorch.core.placement.ReplicaCondition;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.core.placement.Vram;

/**
 * A replica that somebody else runs, as the configuration or a registration names it.
 *
 * @param url base of its HTTP interface
 * @param names what its pool calls its model: reference and aliases
 * @param remembered every name that it had in an earlier life of the daemon: its own and those that
 *     it was registered with. They hold as long as it says no name that is not among them: another
 *     model has none of them
 * @param slotsAssumed how many requests it is given at once when it does not say
 * @param ctxAssumed tokens of context of a slot when it does not say; 0 for not known
 * @param devices the devices it runs on, as far as known
 * @param versionAssumed its engine's version when it does not say; empty for not known
 * @param origin who named it
 * @param apiKey the key that it asks for; null when it asks for none
 * @param draining whether whoever runs it says that it should be given nothing new
 */
public record Binding(
        ReplicaId id,
        String url,
        EngineKind engine,
        List<String> names,
        List<String> remembered,
        int slotsAssumed,
        int ctxAssumed,
        List<String> devices,
        String versionAssumed,
        ReplicaOrigin origin,
        @Nullable String apiKey,
        boolean draining) {

    public Binding {
        names = List.copyOf(names);
        remembered = List.copyOf(remembered);
        devices = List.copyOf(devices);
        if (slotsAssumed < 1 || ctxAssumed < 0) {
            throw new IllegalArgumentException("a binding assumes at least one slot");
        }
    }

    /** One that the configuration names: everything that it does not say is asked of the engine. */
    public static Binding configured(
            ReplicaId id,
            String url,
            EngineKind engine,
            List<String> names,
            int slotsAssumed,
            int ctxAssumed,
            @Nullable String apiKey) {
        return new Binding(
                id,
                url,
                engine,
                names,
                List.of(),
                slotsAssumed,
                ctxAssumed,
                List.of(),
                "",
                ReplicaOrigin.CONFIGURATION,
                apiKey,
                false);
    }

    /** As a replica of which nothing else is known yet. */
    ReplicaStatus unreported() {
        return new ReplicaStatus(
                id,
                url,
                engine,
                versionAssumed,
                names(List.of()),
                null,
                slotsAssumed,
                ctxAssumed,
                Set.of(Workload.COMPLETION),
                devices,
                ReplicaCondition.down("it has not been looked at yet"),
                Vram.UNKNOWN,
                origin);
    }

    /** As it was bound before, as far as the journal tells. */
    static Binding of(ReplicaStatus status) {
        return new Binding(
                status.id(),
                status.url(),
                status.engine(),
                List.of(),
                status.models(),
                Math.max(1, status.slots()),
                status.ctxMax(),
                status.devices(),
                status.engineVersion(),
                status.origin(),
                null,
                false);
    }

    /**
     * Every name it answers to.
     *
     * @param own what it says itself, the one it wants in requests first; empty while it does not
     */
    List<String> names(List<String> own) {
        Set<String> all = new LinkedHashSet<>(own);
        all.addAll(names);
        if (remembered.containsAll(own)) {
            all.addAll(remembered);
        }
        return List.copyOf(all);
    }

    @Override
    public String toString() {
        return "Binding[" + id + ", " + url + ", " + origin + "]";
    }
}
