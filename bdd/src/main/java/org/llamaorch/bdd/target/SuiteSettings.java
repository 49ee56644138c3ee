package org.llamaorch.bdd.target;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the suite is told by its environment.
 *
 * @param target an address to test instead of daemons of our own ({@code LLORCH_BDD_TARGET_URL})
 * @param launcher the program that starts daemons and engines ({@code LLORCH_BDD_LAUNCHER}, default
 *     ./llama-orch)
 */
public record SuiteSettings(Optional<URI> target, Path launcher) {

    private static final String TARGET = "LLORCH_BDD_TARGET_URL";

    /**
     * Longest a scenario waits for something that should happen at once; longer where others may
     * use the service, and its model, at the same time.
     */
    public static final Duration SOON = Duration.ofSeconds(System.getenv(TARGET) == null ? 20 : 90);

    /** Longest a process may take to be ready on a busy machine. */
    public static final Duration START = Duration.ofSeconds(90);

    /** The JVM option that breaks the daemons on purpose; absent when they are whole. */
    public static Optional<String> breakage() {
        return Optional.ofNullable(System.getenv("LLORCH_BDD_BREAKAGE"));
    }

    public static SuiteSettings from(Map<String, String> environment) {
        return new SuiteSettings(
                Optional.ofNullable(environment.get(TARGET))
                        .map(url -> URI.create(url.replaceAll("/+$", ""))),
                Path.of(environment.getOrDefault("LLORCH_BDD_LAUNCHER", "./llama-orch"))
                        .toAbsolutePath());
    }
}
