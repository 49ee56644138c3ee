package org.llamaorch.cli;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.config.ConfigReader;
import org.llamaorch.orchestrator.config.ConfigurationRefused;
import org.llamaorch.orchestrator.keys.KeyFile;
import org.llamaorch.orchestrator.keys.KeyFileRefused;
import picocli.CommandLine.Option;

/** Which file the keys are in: the one that a daemon with the same configuration reads. */
final class KeyFileOption {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "configuration file (default: llama-orch.yaml in this folder, if there is one)")
    private @Nullable Path config;

    /** Works on the file; what refuses becomes a sentence and an exit code. */
    void with(Consumer<KeyFile> work) {
        try {
            Config read =
                    ConfigReader.read(
                            new ConfigReader.Flags(config, null, null, null, null),
                            System.getenv());
            Path named = read.access().keysFile();
            work.accept(new KeyFile(named == null ? read.home().resolve(KeyFile.NAME) : named));
        } catch (ConfigurationRefused | KeyFileRefused refused) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION, String.valueOf(refused.getMessage()), refused);
        }
    }
}
