package org.llamaorch.core.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.llamaorch.core.model.CatalogModel;
import org.llamaorch.core.placement.Demand;
import org.llamaorch.core.placement.Fleet;
import org.llamaorch.core.placement.Pool;

/**
 * The catalog entries behind what a demand names: the one that its reference names itself, else
 * those of the pools that would serve it, or would if their engines came back.
 */
final class BehindDemand {

    private final Fleet fleet;

    BehindDemand(Fleet fleet) {
        this.fleet = fleet;
    }

    /**
     * What is to be said against the demand's model; nothing when nothing is against one of its
     * entries.
     *
     * @param objection to an entry; to empty where the catalog knows nothing of a pool's model
     */
    Optional<Admission.Refused> refuse(
            Demand demand,
            Function<Optional<CatalogModel>, Optional<Admission.Refused>> objection) {
        Optional<CatalogModel> named = fleet.catalogued(demand.model());
        if (named.isPresent()) {
            return objection.apply(named);
        }
        List<Pool> pools = new ArrayList<>(fleet.targets(demand).pools());
        if (pools.isEmpty()) {
            pools.addAll(fleet.configuredWith(demand.model()));
        }
        Optional<Admission.Refused> first =
                pools.isEmpty() ? objection.apply(Optional.empty()) : Optional.empty();
        for (Pool pool : pools) {
            Optional<Admission.Refused> refused = objection.apply(fleet.catalogued(pool));
            if (refused.isEmpty()) {
                return Optional.empty();
            }
            first = first.or(() -> refused);
        }
        return first;
    }
}
