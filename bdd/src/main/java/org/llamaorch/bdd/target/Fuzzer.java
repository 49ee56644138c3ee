package org.llamaorch.bdd.target;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Schemathesis, which makes requests from the OpenAPI document that the service itself serves. */
public final class Fuzzer {

    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final String FILE = "schemathesis.toml";
    private static final int PYTHON_AT_LEAST = 11;

    /**
     * What takes a pool's engine away from it: asked for last and apart, for whoever asks for
     * tokens meanwhile would wait for an engine that never comes.
     */
    private static final List<String> DISTURBING =
            List.of("registerWorker", "drainPool", "undrainPool", "reloadPool", "purgePool");

    private Fuzzer() {}

    /** Why it cannot run on this machine; empty when it can. */
    public static Optional<String> missing() {
        return PackageInstall.missingPython(PYTHON_AT_LEAST).or(packages()::missing);
    }

    /**
     * Fuzzes every operation; blocks until all of it is done.
     *
     * @param examples most made-up requests an operation, beside those for each bound of its schema
     * @param log is written over
     * @return what it reports; empty when it found nothing
     */
    public static Optional<String> run(URI address, String key, int examples, long seed, Path log) {
        List<String> command =
                List.of(
                        packages().folder().resolve("venv/bin/schemathesis").toString(),
                        "--config-file",
                        packages().folder().resolve(FILE).toString(),
                        "--no-color",
                        "run",
                        address + "/openapi.json",
                        "--header",
                        "Authorization: Bearer " + key,
                        "--max-examples",
                        Integer.toString(examples),
                        "--seed",
                        Long.toString(seed),
                        "--continue-on-failure");
        return pass(command, "--exclude-operation-id", log)
                .or(() -> pass(command, "--include-operation-id", log));
    }

    private static Optional<String> pass(List<String> command, String which, Path log) {
        List<String> whole = new ArrayList<>(command);
        for (String operation : DISTURBING) {
            whole.add(which);
            whole.add(operation);
        }
        ChildProcess fuzzer =
                ChildProcess.start(
                        whole,
                        Map.of("NO_PROXY", "127.0.0.1", "no_proxy", "127.0.0.1"),
                        log,
                        packages().folder());
        int exitCode = fuzzer.awaitExit(PATIENCE);
        return exitCode == 0 ? Optional.empty() : Optional.of(fuzzer.output());
    }

    private static PackageInstall packages() {
        return PackageInstall.ofPython("fuzzer", FILE);
    }
}
