package org.llamaorch.poolmanager.provision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * The pip of one Python, told to take wheels only, with their hashes, from the index the user has
 * configured. Its downloads can be watched growing.
 *
 * @param python the program whose pip it is
 * @param patience longest a call may take
 */
public record Pip(Path python, Duration patience) {

    /**
     * Runs pip with the arguments; what it downloads lies under {@code scratch} while it does.
     *
     * @param subject what is brought, for the sentence of a failure
     * @param progress told the bytes under {@code scratch} a few times a second
     */
    public void run(List<String> arguments, Path scratch, String subject, LongConsumer progress)
            throws ProvisioningFailed, InterruptedException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(python.toString(), "-I", "-m", "pip"));
        command.add(arguments.getFirst());
        command.addAll(
                List.of(
                        "--require-hashes",
                        "--only-binary=:all:",
                        "--no-deps",
                        "--no-cache-dir",
                        "--no-input",
                        "--disable-pip-version-check",
                        "--progress-bar=off",
                        "--retries=2"));
        command.addAll(arguments.subList(1, arguments.size()));
        Tool.Ending ending;
        try {
            Path temporary = Files.createDirectories(scratch.resolve("tmp"));
            ending =
                    Tool.run(
                            command,
                            Map.of("TMPDIR", temporary.toString(), "PYTHONUNBUFFERED", "1"),
                            scratch.resolve("pip.log"),
                            patience,
                            () -> progress.accept(Folders.sizeBytes(scratch)));
        } catch (IOException problem) {
            throw new ProvisioningFailed(
                    ProvisioningFailed.Kind.BROKEN_TOOL,
                    "Cannot run pip of " + python + " for " + subject + ": " + problem + ".");
        }
        if (ending.exitCode() != 0) {
            throw explain(subject, ending.output());
        }
    }

    /** The failure that pip's output tells of, as one sentence. */
    static ProvisioningFailed explain(String subject, String output) {
        String lower = output.toLowerCase(Locale.ROOT);
        if (lower.contains("do not match the hashes")) {
            return new ProvisioningFailed(
                    ProvisioningFailed.Kind.WRONG_HASH,
                    "The download of "
                            + subject
                            + " does not have the locked hash and was thrown away; check the package index that pip is configured for.");
        }
        if (lower.contains("no space left on device")) {
            return new ProvisioningFailed(
                    ProvisioningFailed.Kind.NO_DISK,
                    "The disk filled up while fetching "
                            + subject
                            + "; free some space or point LLAMA_ORCH_CACHE elsewhere.");
        }
        if (unreachable(lower)) {
            return new ProvisioningFailed(
                    ProvisioningFailed.Kind.NO_NETWORK,
                    "The package index cannot be reached to fetch "
                            + subject
                            + "; check the network, the proxy and pip's configuration.");
        }
        if (lower.contains("no matching distribution found")) {
            return new ProvisioningFailed(
                    ProvisioningFailed.Kind.NO_PACKAGE,
                    "The package index has no wheel of "
                            + subject
                            + " for this machine ("
                            + System.getProperty("os.name")
                            + ", "
                            + System.getProperty("os.arch")
                            + "); use a server that runs already with --llamacpp-url.");
        }
        String last =
                output.lines()
                        .filter(line -> line.startsWith("ERROR:"))
                        .reduce((_, later) -> later)
                        .or(() ->
                                output.lines().filter(line -> !line.isBlank()).reduce((_, b) -> b))
                        .orElse("it said nothing");
        return new ProvisioningFailed(
                ProvisioningFailed.Kind.BROKEN_TOOL,
                "pip could not fetch " + subject + ": " + last);
    }

    private static boolean unreachable(String lower) {
        return lower.contains("failed to establish a new connection")
                || lower.contains("name resolution")
                || lower.contains("newconnectionerror")
                || lower.contains("connection refused")
                || lower.contains("connection broken")
                || lower.contains("connection aborted")
                || lower.contains("network is unreachable")
                || lower.contains("max retries exceeded")
                || lower.contains("read timed out")
                || lower.contains("proxyerror")
                || lower.contains("sslerror");
    }
}
