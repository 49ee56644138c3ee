package org.llamaorch.cli;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.llamaorch.contracts.Scope;
import org.llamaorch.core.budget.Budget;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.orchestrator.keys.KeyFile;
import org.llamaorch.orchestrator.keys.KeyGrant;
import org.llamaorch.orchestrator.keys.KeySecret;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;

/** Lists the keys of the file: everything but what callers send. */
@Command(
        name = "list",
        description = "Lists the keys and what they allow; secrets only by their fingerprints.",
        footerHeading = "%nExamples:%n",
        footer = {"  llama-orch key list", "  llama-orch key list --json"})
final class KeyListCommand implements Callable<Integer> {

    @Mixin private final KeyFileOption file = new KeyFileOption();

    @Option(names = "--json", description = "JSON for programs")
    private boolean json;

    @Override
    public Integer call() {
        file.with(keys -> {
            if (json) {
                printJson(keys);
            } else {
                print(keys.read());
            }
        });
        return ExitCode.OK;
    }

    private static void printJson(KeyFile keys) {
        ArrayNode list = Json.MAPPER.createArrayNode();
        keys.read().forEach(grant -> list.add(keys.describe(grant)));
        System.out.println(Json.MAPPER.writeValueAsString(list));
    }

    private static void print(List<KeyGrant> grants) {
        long nowMs = System.currentTimeMillis();
        Table table =
                new Table(
                        "NAME", "SECRET", "STATE", "SCOPES", "CLASS", "RATE", "AT ONCE", "BUDGET");
        for (KeyGrant grant : grants) {
            for (KeySecret secret : grant.secrets()) {
                table.row(
                        grant.name(),
                        secret.fingerprint(),
                        state(secret, nowMs),
                        grant.scopes().stream()
                                .map(Scope::wireName)
                                .sorted()
                                .collect(Collectors.joining(",")),
                        grant.priority().wireName(),
                        grant.ratePerSecond() > 0 ? grant.ratePerSecond() + "/s" : "any",
                        grant.concurrency() > 0 ? String.valueOf(grant.concurrency()) : "any",
                        budget(grant.budget()));
            }
        }
        table.print(System.out);
    }

    private static String state(KeySecret secret, long nowMs) {
        if (secret.revokedMs() > 0) {
            return "revoked";
        }
        if (!secret.valid(nowMs)) {
            return "expired";
        }
        return secret.expiresMs() > 0
                ? "until " + Instant.ofEpochMilli(secret.expiresMs())
                : "active";
    }

    private static String budget(Budget budget) {
        Spending limit = budget.limit();
        if (limit.equals(Spending.UNBOUNDED)) {
            return "any";
        }
        StringBuilder text = new StringBuilder();
        if (limit.tokens() != Long.MAX_VALUE) {
            text.append(limit.tokens()).append(" tokens ");
        }
        if (limit.timeMs() != Long.MAX_VALUE) {
            text.append(limit.timeMs()).append(" ms ");
        }
        if (limit.costNanos() != Long.MAX_VALUE) {
            text.append(limit.wireCost()).append(" cost ");
        }
        return text + "per " + budget.period().wireName().replace("none", "life");
    }
}
