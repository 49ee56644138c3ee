package org.llamaorch.orchestrator.registry;

import java.util.List;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.core.placement.ReplicaId;

/**
 * A replica that somebody else runs, as the configuration or a registration names it.
 *
 * @param url base of its HTTP interface
 * @param names what its pool calls its model: reference and aliases
 * @param slotsAssumed how many requests it is given at once when it does not say
 * @param ctxAssumed tokens of context of a slot when it does not say; 0 for not known
 * @param devices the devices it runs on, as far as known
 */
public record Binding(
        ReplicaId id,
        String url,
        EngineKind engine,
        List<String> names,
        int slotsAssumed,
        int ctxAssumed,
        List<String> devices) {

    public Binding {
        names = List.copyOf(names);
        devices = List.copyOf(devices);
        if (slotsAssumed < 1 || ctxAssumed < 0) {
            throw new IllegalArgumentException("a binding assumes at least one slot");
        }
    }
}
