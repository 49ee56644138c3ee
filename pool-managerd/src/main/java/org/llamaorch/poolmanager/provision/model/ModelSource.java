package org.llamaorch.poolmanager.provision.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.model.ModelRef;
import org.llamaorch.poolmanager.provision.ProvisionSettings;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;
import org.llamaorch.poolmanager.provision.fetch.Wanted;

/**
 * Where the model of a reference comes from, as far as this machine can bring it (contract §7,
 * ORCH-3090, ORCH-3091).
 */
public sealed interface ModelSource {

    /** Hex digits that its file must have; null when they are not known beforehand. */
    @Nullable String sha256();

    /** A model this program knows how to fetch. */
    record Demo(DemoModel model, @Nullable String sha256) implements ModelSource {}

    /** A file of this machine. */
    record Local(Path path, @Nullable String sha256) implements ModelSource {}

    /**
     * A file that is fetched over HTTPS.
     *
     * @param file where it lies, or will lie
     */
    record Remote(Wanted wanted, Path file) implements ModelSource {
        @Override
        public @Nullable String sha256() {
            return wanted.sha256();
        }
    }

    /**
     * Reads a reference: first as a name that the directory knows, then by its scheme.
     *
     * @throws ProvisioningFailed when nothing here can bring such a model
     */
    static ModelSource of(String ref, ProvisionSettings settings) throws ProvisioningFailed {
        Optional<ModelDirectory.Known> known = settings.directory().find(ref);
        return known.isPresent()
                ? of(known.get().source(), known.get().sha256(), settings)
                : of(ref, null, settings);
    }

    private static ModelSource of(String ref, @Nullable String sha256, ProvisionSettings settings)
            throws ProvisioningFailed {
        return switch (ModelRef.parse(ref)) {
            case ModelRef.Demo(String name) -> new Demo(demo(name), sha256);
            case ModelRef.LocalFile(String path) -> new Local(local(ref, path), sha256);
            case ModelRef.HuggingFace hf -> hub(ref, hf, sha256, settings);
            case ModelRef.Https(URI uri) ->
                    remote(new Wanted(ref, uri, sha256, false), ModelRef.parse(ref), settings);
            case ModelRef.S3 _ -> throw noFetcher(ref, "s3:");
            case ModelRef.Oci _ -> throw noFetcher(ref, "oci:");
            case ModelRef.Sha256 _ ->
                    throw new ProvisioningFailed(
                            Kind.NO_FETCHER,
                            "The catalog has no model with the digest "
                                    + ref
                                    + "; describe it there with its source_url.");
            case ModelRef.Name _ ->
                    throw new ProvisioningFailed(
                            Kind.NO_FETCHER,
                            "No fetcher for "
                                    + ref
                                    + " is configured, and the catalog has no model of this name:"
                                    + " give a file (file:/path/model.gguf) or a demo model"
                                    + " (demo:gemma3-270m).");
            case ModelRef.Malformed malformed ->
                    throw new ProvisioningFailed(
                            Kind.BAD_MODEL,
                            "The model " + ref + " cannot be read: " + malformed.why() + ".");
        };
    }

    private static DemoModel demo(String name) throws ProvisioningFailed {
        return DemoModel.named(name)
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
                                        + "."));
    }

    private static Path local(String ref, String path) throws ProvisioningFailed {
        try {
            return Path.of(path).toAbsolutePath().normalize();
        } catch (InvalidPathException problem) {
            throw new ProvisioningFailed(
                    Kind.BAD_MODEL,
                    "The model " + ref + " is no path: " + problem.getReason() + ".");
        }
    }

    /** The hub's address of a file: {@code HUB/org/repo/resolve/main/path}. */
    private static ModelSource hub(
            String ref,
            ModelRef.HuggingFace hf,
            @Nullable String sha256,
            ProvisionSettings settings)
            throws ProvisioningFailed {
        if (hf.file().isEmpty()) {
            throw new ProvisioningFailed(
                    Kind.NO_FETCHER,
                    "The model "
                            + ref
                            + " names a repository; name the file in it too, such as "
                            + ref
                            + "/model.gguf.");
        }
        URI hub = settings.fetch().hub();
        String base = hub.getRawPath() == null ? "" : hub.getRawPath().replaceAll("/+$", "");
        try {
            URI uri =
                    new URI(
                            hub.getScheme(),
                            hub.getRawAuthority(),
                            base
                                    + "/"
                                    + hf.organisation()
                                    + "/"
                                    + hf.repository()
                                    + "/resolve/main/"
                                    + hf.file(),
                            null,
                            null);
            return remote(new Wanted(ref, uri, sha256, true), hf, settings);
        } catch (URISyntaxException problem) {
            throw new ProvisioningFailed(
                    Kind.BAD_MODEL,
                    "The model " + ref + " has no address: " + problem.getReason() + ".");
        }
    }

    private static ModelSource remote(Wanted wanted, ModelRef ref, ProvisionSettings settings)
            throws ProvisioningFailed {
        return new Remote(
                wanted,
                ModelPlaces.of(settings.cache())
                        .file(ref)
                        .orElseThrow(() ->
                                new ProvisioningFailed(
                                        Kind.BAD_MODEL,
                                        "The model "
                                                + wanted.title()
                                                + " has no place in the cache.")));
    }

    private static ProvisioningFailed noFetcher(String ref, String scheme) {
        return new ProvisioningFailed(
                Kind.NO_FETCHER,
                "No fetcher for "
                        + scheme
                        + " is configured: fetch "
                        + ref
                        + " by hand and give the file (file:/path/model.gguf).");
    }
}
