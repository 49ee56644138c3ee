package org.llamaorch.bdd.target;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamaorch.bdd.target.OpenAiClient.Language;

/**
 * The published openai packages, unmodified and of locked versions, in folders of their own beside
 * the suite's classes; installed at their first use.
 */
final class ClientInstall {

    private static final Duration INSTALL = Duration.ofMinutes(5);
    private static final int NODE_AT_LEAST = 20;

    private final Path root;

    private ClientInstall(Path root) {
        this.root = root;
    }

    /** Beside the folder that the suite's classes are in. */
    static ClientInstall besideTheSuite() {
        try {
            Path classes =
                    Path.of(
                            ClientInstall.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            return new ClientInstall(classes.resolveSibling("clients"));
        } catch (URISyntaxException cause) {
            throw new IllegalStateException("the suite's classes are nowhere", cause);
        }
    }

    /** Why the client of this language cannot be had here; empty when it can. */
    Optional<String> missing(Language language) {
        boolean offline = "true".equals(System.getenv("LLAMA_ORCH_OFFLINE"));
        if (offline && !isInstalled(language)) {
            return Optional.of("LLAMA_ORCH_OFFLINE is true and the client is not installed yet");
        }
        return switch (language) {
            case PYTHON ->
                    answer(List.of(python(), "-c", "import venv, ensurepip")).isPresent()
                            ? Optional.empty()
                            : Optional.of("there is no Python 3.10 or newer with venv");
            case JAVASCRIPT -> missingNode();
        };
    }

    private Optional<String> missingNode() {
        Optional<String> node = answer(List.of("node", "--version"));
        if (node.isEmpty() || answer(List.of("npm", "--version")).isEmpty()) {
            return Optional.of("there is no Node with npm");
        }
        String major = node.get().replaceAll("^v(\\d+).*", "$1");
        return Integer.parseInt(major) < NODE_AT_LEAST
                ? Optional.of("Node is older than " + NODE_AT_LEAST)
                : Optional.empty();
    }

    /** What starts the client, with its package installed. */
    List<String> command(Language language) {
        Path folder = folder(language);
        if (!isInstalled(language)) {
            deleteTree(folder);
            copy(language, folder);
            install(language, folder);
            write(folder.resolve("installed"), new byte[0]);
        }
        copy(language, folder);
        return switch (language) {
            case PYTHON ->
                    List.of(
                            folder.resolve("venv/bin/python").toString(),
                            "-I",
                            "-u",
                            folder.resolve("client.py").toString());
            case JAVASCRIPT -> List.of("node", folder.resolve("client.mjs").toString());
        };
    }

    private void install(Language language, Path folder) {
        switch (language) {
            case PYTHON -> {
                Path venv = folder.resolve("venv");
                run(folder, List.of(python(), "-m", "venv", venv.toString()));
                run(
                        folder,
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
                                folder.resolve("requirements.lock").toString()));
            }
            case JAVASCRIPT ->
                    run(
                            folder,
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

    private boolean isInstalled(Language language) {
        Path folder = folder(language);
        return Files.exists(folder.resolve("installed"))
                && same(folder.resolve(lock(language)), resource(language, lock(language)));
    }

    private static String lock(Language language) {
        return switch (language) {
            case PYTHON -> "requirements.lock";
            case JAVASCRIPT -> "package-lock.json";
        };
    }

    private static List<String> files(Language language) {
        return switch (language) {
            case PYTHON -> List.of("client.py", "requirements.lock");
            case JAVASCRIPT -> List.of("client.mjs", "package.json", "package-lock.json");
        };
    }

    private Path folder(Language language) {
        return root.resolve(language.folder());
    }

    private static String python() {
        return System.getenv().getOrDefault("LLAMA_ORCH_PYTHON", "python3");
    }

    /** What a program prints, if it is there and content. */
    private Optional<String> answer(List<String> command) {
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

    private static void run(Path folder, List<String> command) {
        ChildProcess child = ChildProcess.start(command, Map.of(), folder.resolve("install.log"));
        int exitCode = child.awaitExit(INSTALL);
        if (exitCode != 0) {
            throw new AssertionError(String.join(" ", command) + ":\n" + child.output());
        }
    }

    private static void copy(Language language, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        files(language).forEach(name -> write(folder.resolve(name), resource(language, name)));
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

    private static byte[] resource(Language language, String name) {
        String path = "/clients/" + language.folder() + "/" + name;
        try (InputStream in = ClientInstall.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the suite was built without " + path);
            }
            return in.readAllBytes();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static void deleteTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (var paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
