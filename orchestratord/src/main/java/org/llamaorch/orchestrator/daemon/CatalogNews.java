package org.llamaorch.orchestrator.daemon;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.llamaorch.core.model.CatalogModel;
import org.llamaorch.core.scheduler.Event;
import org.llamaorch.orchestrator.catalog.CatalogListener;
import org.llamaorch.orchestrator.catalog.ModelEntry;
import org.llamaorch.orchestrator.catalog.Verification;
import org.llamaorch.orchestrator.loop.Core;

/** Carries what changes in the catalog to the core loop, the metrics and the log. */
final class CatalogNews implements CatalogListener {

    private final Core core;
    private final Observation observation;
    private final Runnable afterChange;

    CatalogNews(Core core, Observation observation, Runnable afterChange) {
        this.afterChange = afterChange;
        this.core = core;
        this.observation = observation;
    }

    @Override
    public CompletionStage<?> listed(List<CatalogModel> models) {
        return core.call(ticket -> new Event.CatalogListed(models, ticket));
    }

    @Override
    public void verified(ModelEntry entry, Verification verification) {
        observation.verified(entry, verification);
    }

    @Override
    public void changed(ModelEntry entry, String action) {
        observation.narrator().modelChanged(entry.id(), action);
        afterChange.run();
    }
}
