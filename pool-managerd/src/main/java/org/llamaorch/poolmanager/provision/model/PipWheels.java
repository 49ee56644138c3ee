package org.llamaorch.poolmanager.provision.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.llamaorch.poolmanager.provision.Pip;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;

/** Wheels from the index that pip is configured for, checked by pip against their hashes. */
public record PipWheels(Pip pip) implements WheelSource {

    @Override
    public void fetch(
            String requirement, Path target, Path scratch, String subject, LongConsumer progress)
            throws ProvisioningFailed, InterruptedException {
        Path requirements = scratch.resolve("requirements.txt");
        try {
            Files.writeString(requirements, requirement);
        } catch (IOException problem) {
            throw new ProvisioningFailed(
                    ProvisioningFailed.Kind.NO_DISK,
                    "Cannot write to " + scratch + " to fetch " + subject + ": " + problem + ".");
        }
        pip.run(
                List.of("download", "-r", requirements.toString(), "-d", target.toString()),
                scratch,
                subject,
                progress);
    }
}
