package org.llamaorch.orchestrator.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamaorch.core.model.ModelRef;
import org.llamaorch.orchestrator.catalog.Verification.Reason;

/**
 * Reads a model's files and says whether they are what its entry says (B-CAT-020 to 024):
 *
 * <ol>
 *   <li>its files are here; whole, or not fetched yet
 *   <li>each is the manifest in its place, where there are as many manifests as files
 *   <li>all of them, one after the other, have the entry's digest
 *   <li>nobody's name stands on a signature that is not theirs
 *   <li>a bill of materials that is here has its digest
 *   <li>what is missing is a warning, the most important first
 * </ol>
 *
 * Reads in pieces of a fixed size, so files of any size take the same memory. Blocks for the disk;
 * stops when its thread is interrupted. Immutable.
 */
final class Verifier {

    private static final int CHUNK_BYTES = 1 << 20;

    private final LocalModels models;

    Verifier(LocalModels models) {
        this.models = models;
    }

    /** What was found, and the files it was found in. */
    record Found(Verification verification, LocalModel local, boolean hashed) {}

    /** A model's files as they are now. Reads no more than a header. */
    LocalModel locate(ModelDescription model) {
        return file(model).map(LocalModel::at).orElse(LocalModel.ABSENT);
    }

    /** Where its first file is or will be. */
    Optional<Path> file(ModelDescription model) {
        String source = model.sourceUrl();
        return source == null ? Optional.empty() : models.file(ModelRef.parse(source));
    }

    /** Whose lock everybody holds who uses the model; empty when nobody does. */
    Optional<Path> lockFile(ModelDescription model) {
        String source = model.sourceUrl();
        return source == null ? Optional.empty() : models.lockFile(ModelRef.parse(source));
    }

    Found verify(ModelEntry entry, Trust trust, long nowMs, Consumer<Hashing> progress)
            throws InterruptedException {
        ModelDescription model = entry.description();
        LocalModel local = locate(model);
        if (local.files().isEmpty()) { // 1
            return new Found(absent(entry, nowMs), local, false);
        }
        Hashes hashes;
        try {
            hashes = hash(model, local, progress);
            if (!local.files().equals(locate(model).files())) {
                return found(
                        Reason.FILE_CHANGED,
                        "The file was written while it was read; verify it again.",
                        local,
                        nowMs);
            }
        } catch (IOException e) {
            return found(
                    Reason.UNREADABLE,
                    "The file " + local.path() + " cannot be read (" + reason(e) + ").",
                    local,
                    nowMs);
        }
        String wrong = wrongManifest(model, hashes); // 2
        if (wrong != null) {
            return found(Reason.MANIFEST_MISMATCH, wrong, local, nowMs);
        }
        ContentDigest digest = model.digest();
        String whole = digest == null ? null : hashes.whole().get(digest.algorithm());
        if (digest != null && whole != null && !whole.equals(digest.hex())) { // 3
            return found(
                    Reason.DIGEST_MISMATCH,
                    "The file has the digest "
                            + digest.algorithm()
                            + ":"
                            + whole
                            + " and not that of the entry; put the right file there, or correct"
                            + " the entry.",
                    local,
                    nowMs);
        }
        return rest(model, trust, local, whole != null, nowMs);
    }

    private static Found rest(
            ModelDescription model, Trust trust, LocalModel local, boolean compared, long nowMs) {
        if (trust.forged()) { // 4
            return found(
                    Reason.SIGNATURE_INVALID,
                    "A signature in the name of a trusted signer is not that signer's signature"
                            + " over the digest.",
                    local,
                    nowMs);
        }
        Optional<String> sbom = wrongSbom(model); // 5
        if (sbom.isPresent()) {
            return found(Reason.SBOM_MISMATCH, sbom.get(), local, nowMs);
        }
        if (model.digest() == null) { // 6
            return found(
                    Reason.NO_DIGEST,
                    "The entry names no digest to compare the file with.",
                    local,
                    nowMs);
        }
        if (!compared) {
            return found(
                    Reason.UNSUPPORTED_ALGORITHM,
                    "Digests of the algorithm "
                            + model.digest().algorithm()
                            + " are not computed; give sha256, sha384 or sha512.",
                    local,
                    nowMs);
        }
        if (!trust.signed()) {
            return model.signatures().isEmpty()
                    ? found(Reason.NO_SIGNATURE, "The model is not signed.", local, nowMs)
                    : found(
                            Reason.UNKNOWN_SIGNER,
                            "None of the model's signers is a trusted one.",
                            local,
                            nowMs);
        }
        if (model.sbom() == null) {
            return found(
                    Reason.NO_SBOM, "The model comes without a bill of materials.", local, nowMs);
        }
        return trust.registryAllowed()
                ? found(
                        Reason.DIGEST_MATCH,
                        "The file is what its signed digest says.",
                        local,
                        nowMs)
                : found(
                        Reason.REGISTRY_NOT_ALLOWED,
                        "The model does not come from an allowed registry.",
                        local,
                        nowMs);
    }

    private Verification absent(ModelEntry entry, long nowMs) { // 1
        String source = entry.description().sourceUrl();
        boolean fetchable =
                source != null && !(ModelRef.parse(source) instanceof ModelRef.LocalFile);
        if (source == null || (fetchable && entry.localPath() == null)) {
            return new Verification(
                    Reason.NOT_FETCHED,
                    source == null
                            ? "The entry names no source, so there is no file to look at."
                            : notFetched(source),
                    nowMs,
                    List.of());
        }
        return missing(entry.localPath() == null ? source : entry.localPath(), nowMs);
    }

    private static String notFetched(String source) {
        return switch (ModelRef.parse(source)) {
            case ModelRef.S3 _ -> noFetcher("s3:");
            case ModelRef.Oci _ -> noFetcher("oci:");
            case ModelRef.Demo _,
                    ModelRef.HuggingFace _,
                    ModelRef.Https _,
                    ModelRef.LocalFile _,
                    ModelRef.Malformed _,
                    ModelRef.Name _,
                    ModelRef.Sha256 _ ->
                    "The model was not fetched yet, so there is no file to look at.";
        };
    }

    private static String noFetcher(String scheme) {
        return "No fetcher for "
                + scheme
                + " is configured: fetch the model by hand and describe it with the file"
                + " (file:/path/model.gguf).";
    }

    /** The file is gone. */
    static Verification missing(String path, long nowMs) {
        return new Verification(
                Reason.FILE_MISSING,
                "The file "
                        + path
                        + " is not there, or not whole; put it back and verify the model again.",
                nowMs,
                List.of());
    }

    /**
     * What is different since the entry was verified; empty when nothing is, or it never was.
     * Blocks for the disk, but reads nothing.
     */
    static Optional<Verification> sinceThen(ModelEntry entry, long nowMs) {
        Verification then = entry.verification();
        if (then == null || then.files().isEmpty()) {
            return Optional.empty();
        }
        for (FileStamp stamp : then.files()) {
            try {
                if (!FileStamp.of(stamp.path()).equals(stamp)) {
                    return Optional.of(
                            new Verification(
                                    Reason.FILE_CHANGED,
                                    "The file "
                                            + stamp.path()
                                            + " was written since it was verified; verify the"
                                            + " model again.",
                                    nowMs,
                                    List.of()));
                }
            } catch (IOException _) {
                return Optional.of(missing(stamp.path().toString(), nowMs));
            }
        }
        return Optional.empty();
    }

    /** Hex digests: of all files together by algorithm, and of each by its manifest's. */
    private record Hashes(Map<String, String> whole, List<String> each, List<Long> sizes) {}

    private static Hashes hash(ModelDescription model, LocalModel local, Consumer<Hashing> progress)
            throws IOException, InterruptedException {
        long total = local.files().stream().mapToLong(FileStamp::sizeBytes).sum();
        MessageDigest whole =
                model.digest() == null ? null : model.digest().computing().orElse(null);
        boolean perFile = model.manifests().size() == local.files().size();
        List<String> each = new ArrayList<>();
        List<Long> sizes = new ArrayList<>();
        long done = 0;
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int i = 0; i < local.files().size(); i++) {
            MessageDigest own =
                    perFile ? model.manifests().get(i).digest().computing().orElse(null) : null;
            long before = done;
            try (InputStream in = Files.newInputStream(local.files().get(i).path())) {
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                    update(whole, chunk, read);
                    update(own, chunk, read);
                    done += read;
                    progress.accept(new Hashing(Math.max(total, done), done));
                }
            }
            each.add(own == null ? "" : HexFormat.of().formatHex(own.digest()));
            sizes.add(done - before);
        }
        Map<String, String> wholes = new HashMap<>();
        if (whole != null && model.digest() != null) {
            wholes.put(model.digest().algorithm(), HexFormat.of().formatHex(whole.digest()));
        }
        return new Hashes(wholes, each, sizes);
    }

    private static void update(@Nullable MessageDigest digest, byte[] chunk, int length) {
        if (digest != null) {
            digest.update(chunk, 0, length);
        }
    }

    private static @Nullable String wrongManifest(ModelDescription model, Hashes hashes) {
        if (model.manifests().size() != hashes.each().size()) {
            return null;
        }
        for (int i = 0; i < model.manifests().size(); i++) {
            ModelDescription.Manifest manifest = model.manifests().get(i);
            Long sizeBytes = manifest.sizeBytes();
            if (sizeBytes != null && !sizeBytes.equals(hashes.sizes().get(i))) {
                return "File %d has %d bytes and its manifest says %d."
                        .formatted(i, hashes.sizes().get(i), sizeBytes);
            }
            String found = hashes.each().get(i);
            if (!found.isEmpty() && !found.equals(manifest.digest().hex())) {
                return "File %d has the digest %s:%s and not that of its manifest."
                        .formatted(i, manifest.digest().algorithm(), found);
            }
        }
        return null;
    }

    private static Optional<String> wrongSbom(ModelDescription model) {
        ModelDescription.Sbom sbom = model.sbom();
        Optional<Path> file =
                sbom == null ? Optional.empty() : LocalModels.named(ModelRef.parse(sbom.uri()));
        if (sbom == null || sbom.digest() == null || file.isEmpty()) {
            return Optional.empty();
        }
        MessageDigest digest = sbom.digest().computing().orElse(null);
        try (InputStream in = Files.newInputStream(file.get())) {
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                update(digest, chunk, read);
            }
        } catch (IOException e) {
            return Optional.of(
                    "The bill of materials " + file.get() + " cannot be read (" + reason(e) + ").");
        }
        return digest == null
                        || HexFormat.of().formatHex(digest.digest()).equals(sbom.digest().hex())
                ? Optional.empty()
                : Optional.of("The bill of materials " + file.get() + " has another digest.");
    }

    private static Found found(Reason reason, String sentence, LocalModel local, long nowMs) {
        return new Found(new Verification(reason, sentence, nowMs, local.files()), local, true);
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
