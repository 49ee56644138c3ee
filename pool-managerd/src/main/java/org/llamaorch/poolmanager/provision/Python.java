package org.llamaorch.poolmanager.provision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Python that can make private environments.
 *
 * @param executable its program
 * @param version such as {@code 3.11.2}
 */
public record Python(Path executable, String version) {

    private static final List<String> NAMES =
            List.of("python3", "python3.13", "python3.12", "python3.11", "python3.10");

    private static final int OLDEST_MINOR = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String ASK =
            """
            import sys, platform
            print("version", platform.python_version(), platform.python_implementation())
            import venv, ensurepip
            print("venv yes")
            """;

    /**
     * The first Python of at least 3.10 that has the venv module: the one of the setting, else
     * those on the path. Starts each candidate for a moment.
     *
     * @param setting a program's path; null to look on the path
     * @param searchPath folders, as in {@code PATH}
     * @param scratch a folder for the output of the candidates
     */
    public static Python find(@Nullable Path setting, String searchPath, Path scratch)
            throws ProvisioningFailed, InterruptedException {
        List<String> unfit = new ArrayList<>();
        boolean venvMissing = false;
        for (Path candidate : candidates(setting, searchPath)) {
            String said = ask(candidate, scratch);
            String version = word(said, "version");
            if (version == null) {
                unfit.add(candidate + " does not run");
            } else if (!recent(version)) {
                unfit.add(candidate + " is " + version);
            } else if (!said.contains("venv yes")) {
                venvMissing = true;
                unfit.add(candidate + " has no venv module");
            } else {
                return new Python(candidate, version);
            }
        }
        String seen = unfit.isEmpty() ? "" : " (" + String.join(", ", unfit) + ")";
        if (venvMissing) {
            throw new ProvisioningFailed(
                    ProvisioningFailed.Kind.NO_VENV,
                    "Python's venv module is missing"
                            + seen
                            + ": install it, on Debian and Ubuntu with `apt install python3-venv`.");
        }
        throw new ProvisioningFailed(
                ProvisioningFailed.Kind.NO_PYTHON,
                "The engine needs Python 3.10 or newer and none was found"
                        + seen
                        + ": install it, on Debian and Ubuntu with `apt install python3 python3-venv`.");
    }

    private static List<Path> candidates(@Nullable Path setting, String searchPath) {
        if (setting != null) {
            return List.of(setting);
        }
        List<Path> found = new ArrayList<>();
        for (String name : NAMES) {
            for (String folder : searchPath.split(":", -1)) {
                Path program = Path.of(folder.isEmpty() ? "." : folder, name);
                if (Files.isExecutable(program) && !Files.isDirectory(program)) {
                    found.add(program.toAbsolutePath());
                    break;
                }
            }
        }
        return found;
    }

    private static String ask(Path candidate, Path scratch)
            throws ProvisioningFailed, InterruptedException {
        Path output = scratch.resolve("python-version.txt");
        try {
            Files.createDirectories(scratch);
            return Tool.run(
                            List.of(candidate.toString(), "-I", "-c", ASK),
                            Map.of(),
                            output,
                            PATIENCE,
                            () -> {})
                    .output();
        } catch (IOException _) {
            return "";
        }
    }

    private static boolean recent(String version) {
        String[] numbers = version.split("\\.", -1);
        try {
            return numbers.length >= 2
                    && Integer.parseInt(numbers[0]) == 3
                    && Integer.parseInt(numbers[1]) >= OLDEST_MINOR;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    private static @Nullable String word(String said, String after) {
        for (String line : said.lines().toList()) {
            String[] words = line.split(" ", -1);
            if (words.length > 1 && words[0].equals(after)) {
                return words[1];
            }
        }
        return null;
    }
}
