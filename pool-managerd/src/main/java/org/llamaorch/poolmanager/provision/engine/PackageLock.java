package org.llamaorch.poolmanager.provision.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamaorch.contracts.digest.Sha256;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;

/**
 * A requirements file with hashes: exactly one package at one version.
 *
 * @param name of the package
 * @param version of the package
 * @param text the file, as pip reads it
 * @param downloadBytes size of the wheel for this machine; 0 when the file does not say
 */
public record PackageLock(String name, String version, String text, long downloadBytes) {

    private static final Pattern PACKAGE = Pattern.compile("(?m)^([A-Za-z0-9._-]+)==([^\\s\\\\]+)");

    /** The lock of the llama.cpp engine that this version of the program installs. */
    public static PackageLock bundled() {
        try (InputStream in =
                PackageLock.class.getResourceAsStream("/llama-orch/requirements.lock")) {
            if (in == null) {
                throw new IllegalStateException("requirements.lock is not in the program");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException problem) {
            throw new IllegalStateException("requirements.lock cannot be read", problem);
        }
    }

    /**
     * The lock in a file.
     *
     * @throws ProvisioningFailed when it cannot be read, names no package, or lacks hashes
     */
    public static PackageLock read(Path file) throws ProvisioningFailed {
        try {
            String text = Files.readString(file);
            if (!text.contains("--hash=")) {
                throw new IllegalArgumentException("a lock holds a --hash of each file");
            }
            return parse(text);
        } catch (IOException | IllegalArgumentException problem) {
            throw new ProvisioningFailed(
                    ProvisioningFailed.Kind.BAD_LOCK,
                    "The package lock "
                            + file
                            + " cannot be used: "
                            + problem.getMessage()
                            + "; make one with `pip-compile --generate-hashes`.");
        }
    }

    public static PackageLock parse(String text) {
        Matcher found = PACKAGE.matcher(text);
        if (!found.find()) {
            throw new IllegalArgumentException("a lock names its package as name==version");
        }
        Matcher bytes =
                Pattern.compile("(?m)^# bytes " + System.getProperty("os.arch") + " (\\d+)$")
                        .matcher(text);
        return new PackageLock(
                found.group(1),
                found.group(2),
                text,
                bytes.find() ? Long.parseLong(bytes.group(1)) : 0);
    }

    /** The name of what it installs in the cache: another lock gets another place. */
    public String entryName() {
        return "llamacpp-" + name + "-" + version + "-" + Sha256.hexOf(text).substring(0, 8);
    }
}
