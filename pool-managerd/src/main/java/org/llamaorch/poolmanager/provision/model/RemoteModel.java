package org.llamaorch.poolmanager.provision.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.llamaorch.poolmanager.gguf.GgufException;
import org.llamaorch.poolmanager.gguf.GgufReader;
import org.llamaorch.poolmanager.provision.CacheLock;
import org.llamaorch.poolmanager.provision.ProvisionSettings;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;
import org.llamaorch.poolmanager.provision.ProvisioningProgress;
import org.llamaorch.poolmanager.provision.fetch.Download;

/**
 * A model in the cache that is fetched over HTTPS. Whoever uses it holds a shared lock on its
 * entry; who fetches it, the exclusive one. Blocks.
 */
final class RemoteModel {

    private final ProvisionSettings settings;
    private final KnownDigests digests;
    private final ModelSource.Remote source;
    private final Path lockFile;

    RemoteModel(ProvisionSettings settings, KnownDigests digests, ModelSource.Remote source) {
        this.settings = settings;
        this.digests = digests;
        this.source = source;
        this.lockFile = source.file().resolveSibling(source.file().getFileName() + ".lock");
    }

    boolean present() {
        return Files.isRegularFile(source.file());
    }

    /** The model, fetched now if it is not there. */
    ModelFile provide(String ref, ProvisioningProgress progress)
            throws ProvisioningFailed, InterruptedException {
        Runnable onWait =
                () ->
                        progress.notice(
                                "Another process is fetching "
                                        + ref
                                        + "; waiting for it to finish.");
        while (true) {
            if (present()) {
                CacheLock shared = CacheLock.shared(lockFile, settings.lockPatience(), onWait);
                if (present()) {
                    return opened(ref, shared, progress);
                }
                shared.close();
            }
            try (CacheLock lone =
                    CacheLock.exclusiveToMake(
                            lockFile, this::present, settings.lockPatience(), onWait)) {
                if (lone != null && !present()) {
                    fetch(progress);
                }
            }
        }
    }

    private void fetch(ProvisioningProgress progress)
            throws ProvisioningFailed, InterruptedException {
        if (settings.offline()) {
            throw new ProvisioningFailed(
                    Kind.OFFLINE,
                    "The model "
                            + source.wanted().title()
                            + " is not in the cache and LLAMA_ORCH_OFFLINE forbids fetching it;"
                            + " start once without it or name a file.");
        }
        try (Download download = new Download(settings.fetch())) {
            Optional<String> refusal = download.refusal(source.wanted().uri());
            if (refusal.isPresent()) {
                throw new ProvisioningFailed(
                        Kind.NO_FETCHER,
                        "The model "
                                + source.wanted().title()
                                + " is not in the cache and may not be fetched: "
                                + refusal.get()
                                + "; allow it in the configuration, or fetch it by hand and name"
                                + " the file.");
            }
            String sha256 = download.fetch(source.wanted(), source.file(), progress);
            digests.remember(source.file(), sha256);
        } catch (IOException problem) {
            throw new ProvisioningFailed(
                    Kind.NO_DISK,
                    "Cannot store "
                            + source.wanted().title()
                            + " in "
                            + source.file().getParent()
                            + ": "
                            + problem
                            + ".");
        }
    }

    private ModelFile opened(String ref, CacheLock shared, ProvisioningProgress progress)
            throws ProvisioningFailed, InterruptedException {
        try {
            return new ModelFile(
                    ref,
                    source.file(),
                    digests.of(source.file(), progress),
                    GgufReader.read(source.file()),
                    shared);
        } catch (GgufException problem) {
            shared.close();
            throw new ProvisioningFailed(Kind.BAD_MODEL, problem.sentence());
        } catch (IOException problem) {
            shared.close();
            throw new ProvisioningFailed(
                    Kind.BAD_MODEL,
                    "Cannot read the model file " + source.file() + ": " + problem + ".");
        }
    }
}
