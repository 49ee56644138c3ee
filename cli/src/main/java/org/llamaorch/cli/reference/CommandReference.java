package org.llamaorch.cli.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Every command with its usage, options and examples, from what the command line is made of. */
final class CommandReference {

    private static final int WIDTH = 100;

    /** What stands between an example and what is said of it. */
    private static final String REMARK = "(\\S) {3,}";

    private static final String HEAD =
            "# Commands\n\n"
                    + ReferenceDocument.NOTE
                    + " "
                    + """
                    It says what `llama-orch COMMAND --help` says.

                    In the source tree `./llama-orch` is the program. Every command takes `--help`. What is \
                    asked for goes to stdout, messages go to stderr. Variables of the environment that a \
                    command reads stand in brackets behind what they are for; \
                    [configuration.md](configuration.md) has all of them.
                    """;

    /** As many commands have an option that is told once for all of them. */
    private static final int COMMON = 12;

    private final StringBuilder text = new StringBuilder(HEAD);
    private final Set<String> common;

    private CommandReference(Set<String> common) {
        this.common = common;
    }

    static String text(CommandLine commands) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        count(commands, counts);
        counts.values().removeIf(count -> count < COMMON);
        CommandReference reference = new CommandReference(counts.keySet());
        reference.contents(commands);
        reference.exitCodes(commands.getCommandSpec().usageMessage());
        reference.text.append("\n## Arguments of the commands that ask a running service\n");
        reference.table(reference.common);
        for (CommandLine command : visible(commands)) {
            reference.command(command, 2);
        }
        return reference.text.toString();
    }

    private static void count(CommandLine of, Map<String, Integer> counts) {
        for (CommandLine command : visible(of)) {
            rows(command.getCommandSpec()).forEach(row -> counts.merge(row, 1, Integer::sum));
            count(command, counts);
        }
    }

    private static List<CommandLine> visible(CommandLine of) {
        return of.getSubcommands().values().stream()
                .filter(each -> !each.getCommandSpec().usageMessage().hidden())
                .distinct()
                .toList();
    }

    private void contents(CommandLine commands) {
        text.append("\n| command | |\n|---|---|\n");
        for (CommandLine command : visible(commands)) {
            CommandSpec spec = command.getCommandSpec();
            text.append(
                    "| [%s](#%s) | %s |\n"
                            .formatted(
                                    spec.name(), anchor(spec), firstSentence(description(spec))));
        }
    }

    private void exitCodes(UsageMessageSpec usage) {
        text.append("\n## Exit codes\n\n| code | what it says |\n|---|---|\n");
        for (Map.Entry<String, String> code : usage.exitCodeList().entrySet()) {
            text.append("| %s | %s |\n".formatted(code.getKey().strip(), code.getValue().strip()));
        }
    }

    private void command(CommandLine command, int level) {
        CommandSpec spec = command.getCommandSpec();
        text.append("\n").append("#".repeat(level)).append(' ').append(spec.qualifiedName());
        text.append("\n\n").append(description(spec)).append("\n");
        spec.usageMessage().width(WIDTH);
        Help help = new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF));
        text.append("\n```\n").append(synopsis(help)).append("\n```\n");
        arguments(spec);
        examples(spec.usageMessage());
        for (CommandLine below : visible(command)) {
            command(below, level + 1);
        }
    }

    private static String synopsis(Help help) {
        return help.synopsis(0).stripTrailing().replaceAll(" +\n", "\n");
    }

    private void arguments(CommandSpec spec) {
        List<String> rows = rows(spec);
        boolean some = rows.removeAll(common);
        table(rows);
        if (some) {
            text.append(rows.isEmpty() ? "\nThe arguments" : "\nAnd the arguments");
            text.append(" of [those that ask a running service]");
            text.append("(#arguments-of-the-commands-that-ask-a-running-service).\n");
        }
    }

    private void table(Collection<String> rows) {
        if (!rows.isEmpty()) {
            text.append("\n| argument | |\n|---|---|\n");
            rows.forEach(text::append);
        }
    }

    private static List<String> rows(CommandSpec spec) {
        List<String> rows = new ArrayList<>();
        for (PositionalParamSpec each : spec.positionalParameters()) {
            rows.add(row("`" + each.paramLabel() + "`", each));
        }
        for (OptionSpec each : spec.options()) {
            if (!each.hidden() && !each.usageHelp()) {
                String names = String.join("`, `", Arrays.asList(each.names()));
                String value = each.arity().max() == 0 ? "" : " " + each.paramLabel();
                rows.add(row("`" + names + value + "`", each));
            }
        }
        return rows;
    }

    private static String row(String name, ArgSpec each) {
        return "| %s | %s |\n"
                .formatted(name, ReferenceDocument.cell(String.join(" ", each.description())));
    }

    private void examples(UsageMessageSpec usage) {
        if (usage.footer().length == 0) {
            return;
        }
        text.append("\n```\n");
        for (String line : usage.footer()) {
            text.append(line.strip().replaceFirst(REMARK, "$1  # ")).append('\n');
        }
        text.append("```\n");
    }

    private static String description(CommandSpec spec) {
        return String.join(" ", spec.usageMessage().description()).formatted();
    }

    private static String firstSentence(String description) {
        int end = description.indexOf(". ");
        return ReferenceDocument.cell(end < 0 ? description : description.substring(0, end + 1));
    }

    private static String anchor(CommandSpec spec) {
        return spec.qualifiedName().replace(' ', '-');
    }
}
