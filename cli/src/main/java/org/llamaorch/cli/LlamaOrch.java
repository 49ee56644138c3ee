package org.llamaorch.cli;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root command: what {@code llama-orch} without a command says. */
@Command(
        name = "llama-orch",
        description = "Puts LLM tasks on workers: admits, queues, places, streams, recovers.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            UpCommand.class,
            SubmitCommand.class,
            WatchCommand.class,
            CancelCommand.class,
            TasksCommand.class,
            PoolsCommand.class,
            TestCommand.class,
            BddCommand.class,
            FaultEngineCommand.class,
            VersionCommand.class,
            TrainCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  0:it worked",
            "  1:it did not; one sentence says why",
            "  2:the command line is wrong",
            "  3:no orchestrator answers at the address",
            "  4:the orchestrator refused the request",
            "  5:the task was accepted and ended with an error",
            " 74:the journal cannot be written any more",
            " 78:the configuration is wrong or unsafe",
            "130:ended by Ctrl-C"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch run \"Once upon a time\"     one prompt; starts what it needs, leaves"
                    + " nothing running",
            "  llama-orch up                         the service on 127.0.0.1:8080",
            "  llama-orch submit \"Hello\"             a task for the running service; prints its id",
            "  llama-orch watch ID                   its tokens, from the first or from where you"
                    + " left",
            "",
            "Environment: ORCHD_ADDR, AUTH_TOKEN, LLAMA_ORCH_HOME, LLAMA_ORCH_CACHE,"
                    + " LLAMA_ORCH_OFFLINE, ORCHD_LLAMACPP_URL; 'llama-orch COMMAND --help' says"
                    + " more."
        })
final class LlamaOrch implements Runnable {

    @SuppressWarnings("UnusedVariable") // picocli looks at the option, not at the field
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "this text")
    private boolean helpAsked;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                requireNonNull(spec).commandLine(),
                "a command is missing; try: llama-orch run \"Hello\"");
    }
}
