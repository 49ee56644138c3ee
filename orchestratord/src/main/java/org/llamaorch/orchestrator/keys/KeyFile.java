package org.llamaorch.orchestrator.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file of keys: JSON, for its owner alone (mode 0600), written whole under another name and
 * then put in place, so that a reader never sees half of it. Safe from any thread and process;
 * blocks for the disk.
 */
public final class KeyFile {

    /** Its name in the folder of the state. */
    public static final String NAME = "keys.json";

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<?> NEW_FILE =
            PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    private static final FileAttribute<?> NEW_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final long BYTES_MAX = 4L << 20;
    private static final int SECRETS_MAX = 10_000;
    private static final int FORMAT = 1;

    private final Path path;

    public KeyFile(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /**
     * What tells one content of the file from another; empty when there is none.
     *
     * @throws KeyFileRefused when it cannot be looked at
     */
    public Optional<String> version() {
        try {
            PosixFileAttributes file = attributes();
            return Optional.of(
                    file.fileKey()
                            + " "
                            + file.lastModifiedTime().toInstant()
                            + " "
                            + file.size()
                            + " "
                            + file.permissions());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Reads the keys; none when there is no file.
     *
     * @throws KeyFileRefused when others may read it, it belongs to somebody else, or it holds
     *     anything but keys
     */
    public List<KeyGrant> read() {
        JsonNode root;
        try {
            check(attributes());
            root = json().readTree(Files.readAllBytes(path));
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw unreadable(e);
        } catch (JacksonException e) {
            throw new KeyFileRefused("The keys file " + path + " is no JSON.", e);
        }
        if (!root.isObject()
                || root.path("format").asInt(0) != FORMAT
                || !root.path("keys").isArray()) {
            throw wrong("it is not a keys file of format " + FORMAT);
        }
        List<KeyGrant> grants = new ArrayList<>();
        for (JsonNode node : root.path("keys")) {
            try {
                grants.add(KeyJson.grant(node));
            } catch (IllegalArgumentException e) {
                throw new KeyFileRefused(
                        "The keys file "
                                + path
                                + " is wrong in key "
                                + (grants.size() + 1)
                                + ": "
                                + e.getMessage()
                                + ".",
                        e);
            }
        }
        distinct(grants)
                .ifPresent(what -> {
                    throw wrong(what);
                });
        return List.copyOf(grants);
    }

    /**
     * Changes the keys, one writer at a time; makes file and folder where they are missing.
     *
     * @throws KeyFileRefused when the file cannot be used as it is, or not be written
     */
    public void change(UnaryOperator<List<KeyGrant>> change) {
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder, NEW_FOLDER);
            }
            try (FileChannel lock =
                            FileChannel.open(
                                    path.resolveSibling(path.getFileName() + ".lock"),
                                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                                    NEW_FILE);
                    var _ = lock.lock()) {
                List<KeyGrant> changed = change.apply(read());
                distinct(changed)
                        .ifPresent(what -> {
                            throw wrong(what);
                        });
                write(changed);
            }
        } catch (IOException e) {
            throw new KeyFileRefused(
                    "The keys file " + path + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    /** A key as the file has it. */
    public JsonNode describe(KeyGrant grant) {
        return KeyJson.json(grant);
    }

    private void write(List<KeyGrant> grants) throws IOException {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("format", FORMAT);
        var keys = root.putArray("keys");
        grants.forEach(grant -> keys.add(KeyJson.json(grant)));
        Path young = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(young);
        try (FileChannel out =
                FileChannel.open(
                        young,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        NEW_FILE)) {
            ByteBuffer bytes =
                    ByteBuffer.wrap(
                            json().writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(young, path, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Made when it is needed: most daemons have no keys file. */
    private static JsonMapper json() {
        return JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    }

    private PosixFileAttributes attributes() throws IOException {
        return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private void check(PosixFileAttributes file) throws IOException {
        if (!file.isRegularFile()) {
            throw wrong("it is not a plain file");
        }
        if (!OWNER_ONLY.containsAll(file.permissions())) {
            throw new KeyFileRefused(
                    "The keys file "
                            + path
                            + " may be used by others (mode "
                            + PosixFilePermissions.toString(file.permissions())
                            + "): chmod 600 "
                            + path);
        }
        Path folder = path.toAbsolutePath().getParent();
        String user = System.getProperty("user.name");
        String owner = file.owner().getName();
        if (folder != null
                && !owner.equals(user)
                && !owner.equals(Files.getOwner(folder).getName())) {
            throw wrong("it belongs to " + owner);
        }
        if (file.size() > BYTES_MAX) {
            throw wrong("it is larger than 4 MiB");
        }
    }

    /** What is there twice, in words; empty when nothing is. */
    private static Optional<String> distinct(List<KeyGrant> grants) {
        Set<String> names = new HashSet<>();
        Set<String> hashes = new HashSet<>();
        for (KeyGrant grant : grants) {
            if (!names.add(grant.name())) {
                return Optional.of("the key " + grant.name() + " is there twice");
            }
            for (KeySecret secret : grant.secrets()) {
                if (!hashes.add(secret.sha256())) {
                    return Optional.of("a secret of " + grant.name() + " is there twice");
                }
            }
        }
        return hashes.size() > SECRETS_MAX
                ? Optional.of("it holds more than " + SECRETS_MAX + " secrets")
                : Optional.empty();
    }

    private KeyFileRefused wrong(String what) {
        return new KeyFileRefused("The keys file " + path + " cannot be used: " + what + ".");
    }

    private KeyFileRefused unreadable(IOException cause) {
        return new KeyFileRefused(
                "The keys file " + path + " cannot be read: " + cause.getMessage() + ".", cause);
    }
}
