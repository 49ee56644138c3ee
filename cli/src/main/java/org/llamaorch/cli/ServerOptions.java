package org.llamaorch.cli;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the orchestrator is and how to speak to it; shared by all client commands. */
final class ServerOptions {

    static final String DEFAULT_ADDRESS = "127.0.0.1:8080";

    @Option(
            names = "--addr",
            paramLabel = "HOST:PORT",
            description = "the orchestrator's address (ORCHD_ADDR; 127.0.0.1:8080)")
    private @Nullable String address;

    @Option(
            names = "--token",
            paramLabel = "KEY",
            description = "the key to send (AUTH_TOKEN; none at home)")
    private @Nullable String token;

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description =
                    "PEM of the authority that the orchestrator's certificate is trusted for,"
                            + " instead of the system's (LLAMA_ORCH_CACERT); for https:// addresses")
    private @Nullable Path authority;

    @Option(
            names = "--json",
            description = "machine-readable output: one JSON document, or one a line for streams")
    private boolean json;

    boolean json() {
        return json;
    }

    /** The address as given, else the environment's; null when neither names one. */
    @Nullable String address() {
        return address != null ? address : nonEmpty(System.getenv("ORCHD_ADDR"));
    }

    /** The key as given, else the environment's; null for none. */
    @Nullable String token() {
        if (token != null) {
            return token;
        }
        String fromEnvironment = nonEmpty(System.getenv("AUTH_TOKEN"));
        return fromEnvironment != null
                ? fromEnvironment
                : nonEmpty(System.getenv("LLORCH_API_TOKEN"));
    }

    /** A client for the address. */
    OrchestratorClient client() {
        String named = address();
        String fromEnvironment = nonEmpty(System.getenv("LLAMA_ORCH_CACERT"));
        Path file =
                authority != null || fromEnvironment == null ? authority : Path.of(fromEnvironment);
        URI base = baseOf(named == null ? DEFAULT_ADDRESS : named);
        return new OrchestratorClient(
                base,
                token(),
                file != null && "https".equals(base.getScheme())
                        ? TrustedAuthority.of(file)
                        : null);
    }

    /**
     * The base address: {@code http://} is assumed, and a wildcard host is spoken to on loopback.
     */
    static URI baseOf(String address) {
        String text = address.contains("://") ? address : "http://" + address;
        text = text.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
        URI base;
        try {
            base = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        } catch (IllegalArgumentException wrong) {
            throw wrongAddress(address);
        }
        if (base.getHost() == null || !(base.getRawPath() == null || base.getRawPath().isEmpty())) {
            throw wrongAddress(address);
        }
        return base;
    }

    private static CommandFailure wrongAddress(String address) {
        return new CommandFailure(
                ExitCode.USAGE,
                "'"
                        + address
                        + "' is no address; it looks like 127.0.0.1:8080 or http://host:8080.");
    }

    private static @Nullable String nonEmpty(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }
}
