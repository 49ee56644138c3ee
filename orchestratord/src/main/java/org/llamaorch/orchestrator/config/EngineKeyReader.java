package org.llamaorch.orchestrator.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the key of an engine that runs already from where the configuration says that it is: an
 * environment variable or a file. It never stands in the configuration itself.
 */
final class EngineKeyReader {

    private final Environment environment;

    EngineKeyReader(Environment environment) {
        this.environment = environment;
    }

    /** The key of {@code replica}, such as {@code pool/r0}; null when it names none. */
    @Nullable String read(String replica, Section section) {
        Optional<String> variable = section.text("api_key_env");
        Optional<String> file = section.text("api_key_file");
        if (variable.isEmpty() && file.isEmpty()) {
            return null;
        }
        if (section.text("url").isEmpty()) {
            throw new ConfigurationRefused(
                    "replica '"
                            + replica
                            + "' names an API key and no url; an engine that is started here gets a"
                            + " key of its own.");
        }
        if (variable.isPresent() && file.isPresent()) {
            throw new ConfigurationRefused(
                    "replica '" + replica + "' has both api_key_env and api_key_file; name one.");
        }
        String key =
                variable.isPresent()
                        ? environment
                                .text(variable.get())
                                .orElseThrow(() -> unset(replica, variable.get()))
                        : inFile(replica, Path.of(file.orElseThrow()));
        if (!key.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new ConfigurationRefused(
                    "the API key of replica '"
                            + replica
                            + "' holds a space or something that is no ASCII; no engine takes it.");
        }
        return key;
    }

    private static ConfigurationRefused unset(String replica, String variable) {
        return new ConfigurationRefused(
                "replica '"
                        + replica
                        + "' takes its API key from the environment variable "
                        + variable
                        + ", which is not set.");
    }

    private static String inFile(String replica, Path file) {
        try {
            return Files.readString(file)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .findFirst()
                    .orElseThrow(() -> unreadable(replica, file, "it is empty"));
        } catch (IOException problem) {
            throw unreadable(replica, file, problem.getClass().getSimpleName());
        }
    }

    private static ConfigurationRefused unreadable(String replica, Path file, String why) {
        return new ConfigurationRefused(
                "replica '"
                        + replica
                        + "' takes its API key from "
                        + file
                        + ", which cannot be read: "
                        + why
                        + ".");
    }
}
