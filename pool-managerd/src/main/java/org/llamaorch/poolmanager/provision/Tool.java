package org.llamaorch.poolmanager.provision;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Runs a program of the installation, such as pip, to its end; its output goes to a file. */
public final class Tool {

    private static final Duration TICK = Duration.ofMillis(200);
    private static final int OUTPUT_KEPT_BYTES = 64 << 10;

    /** What pip and Python may know of our environment: where to find things, never our keys. */
    private static final Set<String> PASSED_ON =
            Set.of(
                    "PATH",
                    "HOME",
                    "USER",
                    "LANG",
                    "LC_ALL",
                    "TZ",
                    "XDG_CONFIG_HOME",
                    "http_proxy",
                    "https_proxy",
                    "no_proxy",
                    "all_proxy",
                    "HTTP_PROXY",
                    "HTTPS_PROXY",
                    "NO_PROXY",
                    "ALL_PROXY",
                    "SSL_CERT_FILE",
                    "SSL_CERT_DIR",
                    "REQUESTS_CA_BUNDLE",
                    "CURL_CA_BUNDLE",
                    "LD_LIBRARY_PATH");

    private static final Set<String> NEVER_PIP =
            Set.of("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_REQUIREMENT");

    private Tool() {}

    /**
     * How a program ended.
     *
     * @param exitCode 0 is success
     * @param output the last of what it wrote, both streams in one
     */
    public record Ending(int exitCode, String output) {}

    /**
     * Runs {@code command} and waits for it; when the thread is interrupted or the time is over,
     * the program and its children are ended.
     *
     * @param extra environment beside what is passed on
     * @param outputFile takes the output, replaced
     * @param tick called a few times a second while it runs
     * @throws IOException when the program cannot be started
     */
    public static Ending run(
            List<String> command,
            Map<String, String> extra,
            Path outputFile,
            Duration patience,
            Runnable tick)
            throws IOException, InterruptedException, ProvisioningFailed {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment(System.getenv(), extra));
        builder.redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(outputFile.toFile());
        Process process = builder.start();
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            while (!process.waitFor(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                tick.run();
                if (System.nanoTime() - deadline >= 0) {
                    throw new ProvisioningFailed(
                            ProvisioningFailed.Kind.BROKEN_TOOL,
                            command.getFirst()
                                    + " was not done after "
                                    + patience.toSeconds()
                                    + " s and was ended.");
                }
            }
        } finally {
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
        return new Ending(process.exitValue(), tail(outputFile));
    }

    static Map<String, String> environment(Map<String, String> ours, Map<String, String> extra) {
        Map<String, String> built =
                ours.entrySet().stream()
                        .filter(each ->
                                PASSED_ON.contains(each.getKey())
                                        || (each.getKey().startsWith("PIP_")
                                                && !NEVER_PIP.contains(each.getKey())))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        Map<String, String> all = new HashMap<>(built);
        all.putAll(extra);
        return all;
    }

    private static String tail(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, in.length() - OUTPUT_KEPT_BYTES);
            byte[] bytes = new byte[(int) (in.length() - from)];
            in.seek(from);
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
