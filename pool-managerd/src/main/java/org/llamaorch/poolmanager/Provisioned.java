package org.llamaorch.poolmanager;

import org.llamaorch.poolmanager.provision.engine.InstalledEngine;
import org.llamaorch.poolmanager.provision.model.ModelFile;

/** All that is needed to start an engine of a pool, kept from deletion until it is closed. */
record Provisioned(InstalledEngine engine, ModelFile model) implements AutoCloseable {

    @Override
    public void close() {
        engine.close();
        model.close();
    }
}
