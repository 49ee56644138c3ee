package org.llamaorch.orchestrator.catalog;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.llamaorch.poolmanager.provision.CacheLock;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes model files inside the model cache and nowhere else (B-CAT-041). A path is walked from
 * the cache's root folder by folder, each opened relative to the one before and never through a
 * link, so that neither a link nor a change of the tree meanwhile leads out. Blocks for the disk.
 */
final class ModelFileRemoval {

    private static final Logger LOG = LoggerFactory.getLogger(ModelFileRemoval.class);

    private final Path root;

    /**
     * @param root of the model cache
     */
    ModelFileRemoval(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** Whether the path names something inside, going by its letters. */
    boolean inside(Path file) {
        Path plain = file.toAbsolutePath().normalize();
        return plain.startsWith(root) && !plain.equals(root);
    }

    /**
     * Deletes the files of a model that no entry describes any more, unless somebody uses them;
     * what stays is logged. Waits for nobody.
     */
    void deleteAll(ModelDescription model, Verifier verifier) {
        try (CacheLock _ = lockOf(model, verifier)) {
            for (FileStamp file : verifier.locate(model).files()) {
                if (delete(file.path())) {
                    LOG.atInfo()
                            .addKeyValue("model_id", model.id())
                            .addKeyValue("target", file.path())
                            .log("A file of a model is deleted.");
                }
            }
        } catch (ProvisioningFailed e) {
            LOG.atInfo()
                    .addKeyValue("model_id", model.id())
                    .log("The files of a model are in use and stay.");
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("model_id", model.id())
                    .setCause(e)
                    .log("The files of a model cannot be deleted and stay.");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The lock of who uses the model, for us alone; null when nobody would hold one. */
    private static @Nullable CacheLock lockOf(ModelDescription model, Verifier verifier)
            throws ProvisioningFailed, InterruptedException {
        Path file = verifier.lockFile(model).orElse(null);
        return file == null ? null : CacheLock.exclusive(file, Duration.ZERO, () -> {});
    }

    /**
     * Deletes the file; a link in its place is deleted itself. Says whether there was something to
     * delete inside.
     */
    boolean delete(Path file) throws IOException {
        Path plain = file.toAbsolutePath().normalize();
        if (!inside(plain)) {
            return false;
        }
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(root)) {
            return folder instanceof SecureDirectoryStream<Path> secure
                    && delete(secure, root.relativize(plain));
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    private static boolean delete(SecureDirectoryStream<Path> folder, Path rest)
            throws IOException {
        Path first = rest.getName(0);
        if (rest.getNameCount() > 1) {
            try (SecureDirectoryStream<Path> next =
                    folder.newDirectoryStream(first, LinkOption.NOFOLLOW_LINKS)) {
                return delete(next, rest.subpath(1, rest.getNameCount()));
            }
        }
        boolean isFolder =
                folder.getFileAttributeView(
                                first, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes()
                        .isDirectory();
        if (!isFolder) {
            folder.deleteFile(first);
        }
        return !isFolder;
    }
}
