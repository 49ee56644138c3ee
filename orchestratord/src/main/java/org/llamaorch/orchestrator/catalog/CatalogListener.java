package org.llamaorch.orchestrator.catalog;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.llamaorch.core.model.CatalogModel;

/** Hears what changes in the catalog. Called in the order of the changes; never blocks. */
public interface CatalogListener {

    /** What admission has to know from now on; the stage completes when it does. */
    CompletionStage<?> listed(List<CatalogModel> models);

    /** A model's files were looked at. */
    void verified(ModelEntry entry, Verification verification);

    /**
     * A model was described, retired, activated or deleted, in the past tense of {@code action}.
     */
    void changed(ModelEntry entry, String action);
}
