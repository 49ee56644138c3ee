package org.llamaorch.poolmanager.provision.model;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.llamaorch.contracts.digest.Sha256;
import org.llamaorch.core.model.ModelRef;

/**
 * Where models lie on this machine: those of others where they are, fetched ones below the cache's
 * {@code models}. Immutable; touches no disk.
 *
 * @param root {@code models} in the cache
 */
public record ModelPlaces(Path root) {

    private static final int NAME_LENGTH_MAX = 200;
    private static final int DIGEST_LENGTH = 16;

    /** The places of a cache. */
    public static ModelPlaces of(Path cache) {
        return new ModelPlaces(cache.toAbsolutePath().normalize().resolve("models"));
    }

    /** The model's file, or the first of several, whether or not it is there; empty for none. */
    public Optional<Path> file(ModelRef ref) {
        try {
            return switch (ref) {
                case ModelRef.LocalFile(String path) ->
                        Optional.of(Path.of(path).toAbsolutePath().normalize());
                case ModelRef.Demo(String name) ->
                        DemoModel.named(name)
                                .map(model ->
                                        root.resolve("demo")
                                                .resolve(model.name())
                                                .resolve(model.fileName()));
                case ModelRef.HuggingFace hf ->
                        hf.file().isEmpty()
                                ? Optional.empty()
                                : inside(
                                        root.resolve("hf")
                                                .resolve(hf.organisation())
                                                .resolve(hf.repository())
                                                .resolve(hf.file()));
                case ModelRef.Https(URI uri) -> inside(https(uri));
                case ModelRef.Name _,
                        ModelRef.S3 _,
                        ModelRef.Oci _,
                        ModelRef.Sha256 _,
                        ModelRef.Malformed _ ->
                        Optional.empty();
            };
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    /**
     * The file whose lock everybody holds who uses the model; deletion needs it alone. Empty for
     * what is not in the cache.
     */
    public Optional<Path> lockFile(ModelRef ref) {
        return switch (ref) {
            case ModelRef.Demo _, ModelRef.HuggingFace _, ModelRef.Https _, ModelRef.LocalFile _ ->
                    file(ref).flatMap(this::inside).map(this::lockFile);
            case ModelRef.Name _,
                    ModelRef.S3 _,
                    ModelRef.Oci _,
                    ModelRef.Sha256 _,
                    ModelRef.Malformed _ ->
                    Optional.empty();
        };
    }

    /** A demo model's lock is that of its folder, any other's that of its file. */
    private Path lockFile(Path file) {
        Path demo = root.resolve("demo");
        Path locked =
                file.startsWith(demo) && file.getNameCount() > demo.getNameCount() + 1
                        ? demo.resolve(file.getName(demo.getNameCount()))
                        : file;
        return locked.resolveSibling(locked.getFileName() + ".lock");
    }

    /** One folder an address, so that equal names of different places do not meet. */
    private Path https(URI uri) {
        String path = uri.getPath() == null ? "" : uri.getPath();
        String name = path.substring(path.lastIndexOf('/') + 1);
        return root.resolve("https")
                .resolve(uri.getHost().toLowerCase(Locale.ROOT))
                .resolve(Sha256.hexOf(uri.toString()).substring(0, DIGEST_LENGTH))
                .resolve(
                        name.isEmpty() || name.equals(".") || name.equals("..")
                                ? "model.gguf"
                                : name.substring(0, Math.min(name.length(), NAME_LENGTH_MAX)));
    }

    private Optional<Path> inside(Path file) {
        Path plain = file.normalize();
        return plain.startsWith(root) ? Optional.of(plain) : Optional.empty();
    }
}
