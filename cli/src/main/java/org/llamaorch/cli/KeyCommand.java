package org.llamaorch.cli;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes, lists and revokes the keys that callers send. */
@Command(
        name = "key",
        description =
                "Makes, lists and revokes the keys that callers send. A daemon that runs takes the"
                        + " change over within a second.",
        subcommands = {KeyNewCommand.class, KeyListCommand.class, KeyRevokeCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch key new reports --priority batch --rate 5",
            "  llama-orch key list",
            "  llama-orch key revoke reports"
        })
final class KeyCommand implements Runnable {

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                requireNonNull(spec).commandLine(), "say new, list or revoke after key");
    }
}
