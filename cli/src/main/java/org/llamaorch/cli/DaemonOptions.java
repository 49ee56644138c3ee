package org.llamaorch.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a daemon that a command starts is told. */
final class DaemonOptions {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "configuration file (default: llama-orch.yaml in this folder, if there is one)")
    private @Nullable Path config;

    @Option(
            names = "--model",
            paramLabel = "FILE.gguf",
            description = "a model file for the pool 'default', in place of the demo's")
    private @Nullable Path model;

    @Option(
            names = "--llamacpp-url",
            paramLabel = "URL",
            description = "a llama.cpp server that runs already, for the pool 'default'")
    private @Nullable String llamacppUrl;

    @Nullable Path config() {
        return config;
    }

    @Nullable Path model() {
        return model;
    }

    @Nullable String llamacppUrl() {
        return llamacppUrl;
    }

    /** Whether the call names an engine or model of its own. */
    boolean namesAnEngine() {
        return config != null || model != null || llamacppUrl != null;
    }
}
