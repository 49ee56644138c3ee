package org.llamaorch.poolmanager.provision.model;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;

/** A model_ref of a pool's configuration, as far as this machine can bring it (contract §7). */
public sealed interface ModelRef {

    /** A model this program knows how to fetch. */
    record Demo(DemoModel model) implements ModelRef {}

    /** A file of this machine. */
    record Local(Path path) implements ModelRef {}

    /**
     * Reads a reference.
     *
     * @throws ProvisioningFailed when nothing here can bring such a model
     */
    static ModelRef parse(String ref) throws ProvisioningFailed {
        if (ref.startsWith(DemoModel.SCHEME)) {
            String name = ref.substring(DemoModel.SCHEME.length());
            return new Demo(
                    DemoModel.named(name)
                            .orElseThrow(() ->
                                    new ProvisioningFailed(
                                            Kind.NO_FETCHER,
                                            "There is no demo model "
                                                    + name
                                                    + "; known: "
                                                    + String.join(
                                                            ", ",
                                                            DemoModel.all().stream()
                                                                    .map(DemoModel::name)
                                                                    .toList())
                                                    + ".")));
        }
        String path = ref.startsWith("file:") ? ref.substring("file:".length()) : ref;
        if (path.startsWith("//")) {
            path = path.substring(2);
        }
        boolean looksLikePath =
                path.startsWith("/") || path.startsWith("./") || path.startsWith("../");
        if (!looksLikePath) {
            throw new ProvisioningFailed(
                    Kind.NO_FETCHER,
                    "No fetcher for "
                            + ref
                            + " is configured in this version: give a file (file:/path/model.gguf) or a demo model (demo:gemma3-270m).");
        }
        try {
            return new Local(Path.of(path).toAbsolutePath().normalize());
        } catch (InvalidPathException problem) {
            throw new ProvisioningFailed(
                    Kind.BAD_MODEL,
                    "The model " + ref + " is no path: " + problem.getReason() + ".");
        }
    }
}
