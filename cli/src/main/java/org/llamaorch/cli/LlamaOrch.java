package org.llamaorch.cli;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
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
            "  llama-orch submit \"Hello\"             a task for the running service; prints its"
                    + " id",
            "  llama-orch watch ID                   its tokens, from the first or from where you"
                    + " left",
            "",
            "Environment: ORCHD_ADDR, AUTH_TOKEN, LLAMA_ORCH_CACERT, LLAMA_ORCH_HOME, LLAMA_ORCH_CACHE,"
                    + " LLAMA_ORCH_OFFLINE, ORCHD_LLAMACPP_URL; 'llama-orch COMMAND --help' says"
                    + " more."
        })
final class LlamaOrch implements Runnable {

    /** The commands by name, in the order in which the help lists them. */
    private static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("run", RunCommand::new);
        COMMANDS.put("up", UpCommand::new);
        COMMANDS.put("pool-managerd", PoolManagerCommand::new);
        COMMANDS.put("submit", SubmitCommand::new);
        COMMANDS.put("watch", WatchCommand::new);
        COMMANDS.put("cancel", CancelCommand::new);
        COMMANDS.put("replay", ReplayCommand::new);
        COMMANDS.put("tasks", TasksCommand::new);
        COMMANDS.put("pools", PoolsCommand::new);
        COMMANDS.put("config", ConfigCommand::new);
        COMMANDS.put("key", KeyCommand::new);
        COMMANDS.put("catalog", CatalogCommand::new);
        COMMANDS.put("test", TestCommand::new);
        COMMANDS.put("bdd", BddCommand::new);
        COMMANDS.put("chaos", ChaosCommand::new);
        COMMANDS.put("verify", VerifyCommand::new);
        COMMANDS.put("regen", RegenCommand::new);
        COMMANDS.put("fault-engine", FaultEngineCommand::new);
        COMMANDS.put("version", VersionCommand::new);
        COMMANDS.put("train", TrainCommand::new);
    }

    /**
     * The command line that {@code args} need: the one command they name, else all of them. Reading
     * a command's annotations takes longer than most commands run.
     */
    static CommandLine commandLine(String... args) {
        CommandLine line = new CommandLine(new LlamaOrch());
        Supplier<Object> named = args.length == 0 ? null : COMMANDS.get(args[0]);
        if (named != null) {
            line.addSubcommand(args[0], named.get());
        } else {
            COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
        }
        return line;
    }

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
