package org.llamaorch.bdd.target;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Published packages of locked versions, unmodified, in folders of their own beside the suite's
 * classes; installed at their first use.
 */
final class PackageInstall {

    private static final Duration INSTALL = Duration.ofMinutes(5);
    private static final int NODE_AT_LEAST = 20;

    private final Kind kind;
    private final String name;
    private final List<String> files;
    private final Path folder;

    private enum Kind {
        PYTHON("requirements.lock"),
        JAVASCRIPT("package-lock.json");

        private final String lock;

        Kind(String lock) {
            this.lock = lock;
        }
    }

    private PackageInstall(Kind kind, String name, List<String> files) {
        this.kind = kind;
        this.name = name;
        this.files = files;
        this.folder = besideTheSuite().resolve(name);
    }

    /**
     * Packages of PyPI.
     *
     * @param name of the folder among the suite's resources that holds {@code requirements.lock}
     * @param files that are put beside the packages
     */
    static PackageInstall ofPython(String name, String... files) {
        return of(Kind.PYTHON, name, files);
    }

    /** Packages of npm; the folder holds {@code package.json} and {@code package-lock.json}. */
    static PackageInstall ofJavaScript(String name, String... files) {
        PackageInstall bare = of(Kind.JAVASCRIPT, name, files);
        List<String> all = new ArrayList<>(bare.files);
        all.add("package.json");
        return new PackageInstall(Kind.JAVASCRIPT, name, all);
    }

    private static PackageInstall of(Kind kind, String name, String... files) {
        List<String> all = new ArrayList<>(List.of(files));
        all.add(kind.lock);
        return new PackageInstall(kind, name, all);
    }

    private static Path besideTheSuite() {
        try {
            Path classes =
                    Path.of(
                            PackageInstall.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            return classes.resolveSibling("clients");
        } catch (URISyntaxException cause) {
            throw new IllegalStateException("the suite's classes are nowhere", cause);
        }
    }

    /** Why the packages cannot be had here; empty when they can. */
    Optional<String> missing() {
        boolean offline = "true".equals(System.getenv("LLAMA_ORCH_OFFLINE"));
        if (offline && !isInstalled()) {
            return Optional.of("LLAMA_ORCH_OFFLINE is true and " + name + " is not installed yet");
        }
        return switch (kind) {
            case PYTHON -> missingPython(10);
            case JAVASCRIPT -> missingNode();
        };
    }

    /** Why there is no Python 3 of at least this minor version with venv; empty when there is. */
    static Optional<String> missingPython(int minor) {
        String check =
                "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, %d))"
                        .formatted(minor);
        return answer(List.of(python(), "-c", check)).isPresent()
                ? Optional.empty()
                : Optional.of("there is no Python 3." + minor + " or newer with venv");
    }

    private static Optional<String> missingNode() {
        Optional<String> node = answer(List.of("node", "--version"));
        if (node.isEmpty() || answer(List.of("npm", "--version")).isEmpty()) {
            return Optional.of("there is no Node with npm");
        }
        String major = node.get().replaceAll("^v(\\d+).*", "$1");
        return Integer.parseInt(major) < NODE_AT_LEAST
                ? Optional.of("Node is older than " + NODE_AT_LEAST)
                : Optional.empty();
    }

    /** The folder with the packages, installed, and with the files. */
    Path folder() {
        if (!isInstalled()) {
            Folders.delete(folder);
            copy();
            install();
            write(folder.resolve("installed"), new byte[0]);
        }
        copy();
        return folder;
    }

    private void install() {
        switch (kind) {
            case PYTHON -> {
                Path venv = folder.resolve("venv");
                run(List.of(python(), "-m", "venv", venv.toString()));
                run(
                        List.of(
                                venv.resolve("bin/python").toString(),
                                "-I",
                                "-m",
                                "pip",
                                "install",
                                "--require-hashes",
                                "--no-deps",
                                "--only-binary=:all:",
                                "--no-input",
                                "--disable-pip-version-check",
                                "--progress-bar=off",
                                "--requirement",
                                folder.resolve(kind.lock).toString()));
            }
            case JAVASCRIPT ->
                    run(
                            List.of(
                                    "npm",
                                    "ci",
                                    "--prefix",
                                    folder.toString(),
                                    "--ignore-scripts",
                                    "--no-audit",
                                    "--no-fund"));
        }
    }

    private boolean isInstalled() {
        return Files.exists(folder.resolve("installed"))
                && same(folder.resolve(kind.lock), resource(kind.lock));
    }

    private static String python() {
        return System.getenv().getOrDefault("LLAMA_ORCH_PYTHON", "python3");
    }

    /** What a program prints, if it is there and content. */
    private static Optional<String> answer(List<String> command) {
        try {
            Path log = Files.createTempFile("llama-orch-bdd", ".log");
            try {
                ChildProcess child = ChildProcess.start(command, Map.of(), log);
                return child.awaitExit(SuiteSettings.START) == 0
                        ? Optional.of(child.output().strip())
                        : Optional.empty();
            } finally {
                Files.delete(log);
            }
        } catch (IOException | UncheckedIOException _) {
            return Optional.empty();
        }
    }

    private void run(List<String> command) {
        ChildProcess child = ChildProcess.start(command, Map.of(), folder.resolve("install.log"));
        int exitCode = child.awaitExit(INSTALL);
        if (exitCode != 0) {
            throw new AssertionError(String.join(" ", command) + ":\n" + child.output());
        }
    }

    private void copy() {
        try {
            Files.createDirectories(folder);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        files.forEach(file -> write(folder.resolve(file), resource(file)));
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static boolean same(Path file, byte[] bytes) {
        try {
            return java.util.Arrays.equals(Files.readAllBytes(file), bytes);
        } catch (IOException _) {
            return false;
        }
    }

    private byte[] resource(String file) {
        String path = "/clients/" + name + "/" + file;
        try (InputStream in = PackageInstall.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the suite was built without " + path);
            }
            return in.readAllBytes();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
