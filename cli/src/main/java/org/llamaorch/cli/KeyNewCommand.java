package org.llamaorch.cli;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.Scope;
import org.llamaorch.contracts.WireName;
import org.llamaorch.core.budget.Budget;
import org.llamaorch.core.budget.BudgetPeriod;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.orchestrator.keys.KeyGrant;
import org.llamaorch.orchestrator.keys.KeyJson;
import org.llamaorch.orchestrator.keys.KeySecret;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a key, or one more secret of a key that is there, and prints it this once. */
@Command(
        name = "new",
        description =
                "Makes a key and prints it, this once: only its SHA-256 is kept. For a name that is"
                        + " there already it makes one more secret; the others are taken until they"
                        + " are revoked. Options change what the key allows.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  llama-orch key new reports --priority batch --rate 5 --concurrency 20",
            "  llama-orch key new app --budget-tokens 1000000 --period day --expires 90d",
            "  llama-orch key new ops --scopes data,control"
        })
final class KeyNewCommand implements Callable<Integer> {

    private static final Pattern LIFE = Pattern.compile("\\+?0*([0-9]{1,5})([dhms])");

    /** Most units that a life may be given in: a hundred years in days. */
    private static final int LIFE_MAX = 36_500;

    @Mixin private final KeyFileOption file = new KeyFileOption();

    @Parameters(paramLabel = "NAME", description = "tasks, sessions and artifacts belong to it")
    private String name = "";

    @Option(
            names = "--scopes",
            paramLabel = "SCOPE",
            split = ",",
            description = "data, control, node (default: data)")
    private @Nullable List<String> scopes;

    @Option(
            names = "--priority",
            paramLabel = "CLASS",
            description = "highest class of its tasks: interactive or batch (default: interactive)")
    private @Nullable String priority;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "new tasks a second (default: any number)")
    private @Nullable Double rate;

    @Option(
            names = "--burst",
            paramLabel = "N",
            description = "new tasks at once after a pause (default: as many as in a second)")
    private @Nullable Integer burst;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "tasks at once, queued ones included (default: any number)")
    private @Nullable Integer concurrency;

    @Option(names = "--budget-tokens", paramLabel = "N", description = "tokens in and out")
    private @Nullable Long budgetTokens;

    @Option(names = "--budget-time-ms", paramLabel = "MS", description = "time that slots are held")
    private @Nullable Long budgetTimeMs;

    @Option(
            names = "--budget-cost",
            paramLabel = "UNITS",
            description = "cost at the pools' prices")
    private @Nullable BigDecimal budgetCost;

    @Option(
            names = "--period",
            paramLabel = "PERIOD",
            description = "when the budget begins anew: day, month or none (default: none)")
    private @Nullable String period;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "how long the secret is taken, such as 90d, 12h or 30m (default: always)")
    private @Nullable String expires;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        String secret = KeySecret.made();
        long nowMs = System.currentTimeMillis();
        KeySecret kept = KeySecret.of(secret, nowMs, expires == null ? 0 : nowMs + lifeMs(expires));
        file.with(keys -> {
            boolean first = keys.read().isEmpty();
            keys.change(grants -> changed(grants, kept));
            System.err.println(
                    "Key "
                            + name
                            + ", token:"
                            + kept.fingerprint()
                            + ", is in "
                            + keys.path()
                            + (first
                                    ? ". From now on callers need a key; AUTH_OPTIONAL=true lets"
                                            + " loopback pass without"
                                    : "")
                            + ". It is shown this once:");
        });
        System.out.println(secret);
        return ExitCode.OK;
    }

    private List<KeyGrant> changed(List<KeyGrant> grants, KeySecret secret) {
        List<KeyGrant> changed = new ArrayList<>();
        KeyGrant before = null;
        for (KeyGrant grant : grants) {
            if (grant.name().equals(name)) {
                before = grant;
            } else {
                changed.add(grant);
            }
        }
        changed.add(grant(before).with(secret));
        return changed;
    }

    /** The key as the options have it, over what it was before, over what a new one allows. */
    private KeyGrant grant(@Nullable KeyGrant before) {
        try {
            KeyGrant base = before != null ? before : unbounded();
            int usualBurst = rate != null ? (int) Math.ceil(rate) : base.burst();
            return new KeyGrant(
                    name,
                    scopes != null ? scopes(scopes) : base.scopes(),
                    priority != null
                            ? named("--priority", Priority.class, priority)
                            : base.priority(),
                    rate != null ? rate : base.ratePerSecond(),
                    burst != null ? burst : usualBurst,
                    concurrency != null ? concurrency : base.concurrency(),
                    budget(base.budget()),
                    base.secrets());
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private KeyGrant unbounded() {
        return new KeyGrant(
                name,
                Set.of(Scope.DATA),
                Priority.INTERACTIVE,
                0,
                0,
                0,
                Budget.UNBOUNDED,
                List.of());
    }

    private Budget budget(Budget before) {
        Spending limit = before.limit();
        return new Budget(
                new Spending(
                        budgetTokens != null ? budgetTokens : limit.tokens(),
                        budgetTimeMs != null ? budgetTimeMs : limit.timeMs(),
                        budgetCost != null ? KeyJson.nanos(budgetCost) : limit.costNanos()),
                period != null ? named("--period", BudgetPeriod.class, period) : before.period());
    }

    private EnumSet<Scope> scopes(List<String> names) {
        EnumSet<Scope> found = EnumSet.noneOf(Scope.class);
        for (String each : names) {
            found.add(named("--scopes", Scope.class, each.strip()));
        }
        return found;
    }

    private <E extends Enum<E> & WireName> E named(String option, Class<E> type, String value) {
        return WireName.parse(type, value)
                .orElseThrow(() -> wrong(option + " does not know '" + value + "'"));
    }

    private long lifeMs(String text) {
        Matcher life = LIFE.matcher(text);
        int count = life.matches() ? Integer.parseInt(life.group(1)) : 0;
        if (count < 1 || count > LIFE_MAX) {
            throw wrong("--expires is a time such as 90d, 12h, 30m or 45s");
        }
        Duration unit =
                switch (life.group(2)) {
                    case "d" -> Duration.ofDays(1);
                    case "h" -> Duration.ofHours(1);
                    case "m" -> Duration.ofMinutes(1);
                    default -> Duration.ofSeconds(1);
                };
        return unit.multipliedBy(count).toMillis();
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(requireNonNull(spec).commandLine(), sentence);
    }
}
