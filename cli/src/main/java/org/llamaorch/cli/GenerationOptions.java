package org.llamaorch.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** What may be said about a generation; the options of {@code run} and {@code submit}. */
final class GenerationOptions {

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description =
                    "most tokens to decode (run: 256; submit: what the pool and the context allow)")
    private @Nullable Integer maxTokens;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "0 to 4294967294; the same seed on an idle engine gives the same text")
    private @Nullable Long seed;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            description = "0 takes the likeliest token each time (default: the engine's)")
    private @Nullable Double temperature;

    @Option(
            names = "--priority",
            paramLabel = "CLASS",
            description = "interactive or batch (default: interactive)")
    private @Nullable String priority;

    @Option(
            names = "--deadline-ms",
            paramLabel = "MS",
            description = "give up when it cannot be done in this time (default: none)")
    private @Nullable Long deadlineMs;

    /** Bounds a generation whose bound was not given. */
    GenerationOptions withMaxTokens(int most) {
        if (maxTokens == null) {
            maxTokens = most;
        }
        return this;
    }

    /** Writes the options that were given into a task request; the orchestrator checks them. */
    void into(ObjectNode request) {
        if (maxTokens != null) {
            request.put("max_tokens", maxTokens);
        }
        if (seed != null) {
            request.put("seed", seed);
        }
        if (temperature != null) {
            request.putObject("sampling").put("temperature", temperature);
        }
        if (priority != null) {
            request.put("priority", priority);
        }
        if (deadlineMs != null) {
            request.put("deadline_ms", deadlineMs);
        }
    }
}
