package org.llamaorch.orchestrator.keys;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.llamaorch.contracts.Priority;
import org.llamaorch.contracts.Scope;
import org.llamaorch.contracts.WireName;
import org.llamaorch.core.budget.Budget;
import org.llamaorch.core.budget.BudgetPeriod;
import org.llamaorch.core.budget.Spending;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keys as JSON, the same in the keys file and in the configuration. Members not known are wrong.
 */
public final class KeyJson {

    private static final Set<String> OF_KEY =
            Set.of("name", "scopes", "priority", "rate", "concurrency", "budget", "secrets");
    private static final Set<String> OF_RATE = Set.of("per_second", "burst");
    private static final Set<String> OF_BUDGET = Set.of("tokens", "time_ms", "cost", "period");
    private static final Set<String> OF_SECRET =
            Set.of("sha256", "created_ms", "expires_ms", "revoked_ms");
    private static final BigDecimal NANOS = BigDecimal.valueOf(Spending.NANOS_PER_UNIT);

    private KeyJson() {}

    /**
     * Reads a key.
     *
     * @throws IllegalArgumentException in words when it is none
     */
    public static KeyGrant grant(JsonNode node) {
        known(node, OF_KEY, "a key");
        JsonNode rate = node.path("rate");
        known(rate, OF_RATE, "rate");
        double perSecond = decimal(rate, "per_second", BigDecimal.ZERO).doubleValue();
        return new KeyGrant(
                text(node, "name"),
                scopes(node.path("scopes")),
                name(node, "priority", Priority.class, Priority.INTERACTIVE),
                perSecond,
                (int) whole(rate, "burst", (long) Math.ceil(perSecond), Integer.MAX_VALUE),
                (int) whole(node, "concurrency", 0, Integer.MAX_VALUE),
                budget(node.path("budget")),
                secrets(node.path("secrets")));
    }

    /** A budget; what it does not bound is left out. */
    public static Budget budget(JsonNode node) {
        known(node, OF_BUDGET, "budget");
        return new Budget(
                spending(node), name(node, "period", BudgetPeriod.class, BudgetPeriod.NONE));
    }

    /** The bounds of a budget alone. */
    public static Spending spending(JsonNode node) {
        BigDecimal cost = node.has("cost") ? decimal(node, "cost", BigDecimal.ZERO) : null;
        return new Spending(
                whole(node, "tokens", Long.MAX_VALUE, Long.MAX_VALUE),
                whole(node, "time_ms", Long.MAX_VALUE, Long.MAX_VALUE),
                cost == null ? Long.MAX_VALUE : nanos(cost));
    }

    /** Billionths, rounded up. */
    public static long nanos(BigDecimal units) {
        BigDecimal nanos = units.multiply(NANOS).setScale(0, RoundingMode.CEILING);
        return nanos.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact();
    }

    static ObjectNode json(KeyGrant grant) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", grant.name());
        var scopes = node.putArray("scopes");
        grant.scopes().stream().map(Scope::wireName).sorted().forEach(scopes::add);
        node.put("priority", grant.priority().wireName());
        if (grant.ratePerSecond() > 0) {
            node.putObject("rate")
                    .put("per_second", grant.ratePerSecond())
                    .put("burst", grant.burst());
        }
        if (grant.concurrency() > 0) {
            node.put("concurrency", grant.concurrency());
        }
        Spending limit = grant.budget().limit();
        if (!limit.equals(Spending.UNBOUNDED)) {
            ObjectNode budget = node.putObject("budget");
            bound(budget, "tokens", limit.tokens());
            bound(budget, "time_ms", limit.timeMs());
            if (limit.costNanos() != Long.MAX_VALUE) {
                budget.put(
                        "cost",
                        BigDecimal.valueOf(limit.costNanos()).divide(NANOS).stripTrailingZeros());
            }
            budget.put("period", grant.budget().period().wireName());
        }
        var secrets = node.putArray("secrets");
        for (KeySecret secret : grant.secrets()) {
            ObjectNode one = secrets.addObject().put("sha256", secret.sha256());
            time(one, "created_ms", secret.createdMs());
            time(one, "expires_ms", secret.expiresMs());
            time(one, "revoked_ms", secret.revokedMs());
        }
        return node;
    }

    private static void bound(ObjectNode node, String name, long value) {
        if (value != Long.MAX_VALUE) {
            node.put(name, value);
        }
    }

    private static void time(ObjectNode node, String name, long epochMs) {
        if (epochMs > 0) {
            node.put(name, epochMs);
        }
    }

    private static Set<Scope> scopes(JsonNode node) {
        if (node.isMissingNode()) {
            return Set.of(Scope.DATA);
        }
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (JsonNode each : list(node, "scopes")) {
            scopes.add(
                    WireName.parse(Scope.class, each.asString(""))
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "a scope is data, control or node")));
        }
        return scopes;
    }

    private static List<KeySecret> secrets(JsonNode node) {
        List<KeySecret> secrets = new ArrayList<>();
        for (JsonNode each : list(node, "secrets")) {
            known(each, OF_SECRET, "a secret");
            secrets.add(
                    new KeySecret(
                            text(each, "sha256"),
                            whole(each, "created_ms", 0, Long.MAX_VALUE),
                            whole(each, "expires_ms", 0, Long.MAX_VALUE),
                            whole(each, "revoked_ms", 0, Long.MAX_VALUE)));
        }
        return secrets;
    }

    private static Iterable<JsonNode> list(JsonNode node, String name) {
        if (!node.isMissingNode() && !node.isArray()) {
            throw new IllegalArgumentException(name + " must be a list");
        }
        return node;
    }

    private static void known(JsonNode node, Set<String> names, String what) {
        if (node.isMissingNode()) {
            return;
        }
        if (!node.isObject()) {
            throw new IllegalArgumentException(what + " must be an object");
        }
        for (String name : node.propertyNames()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(what + " has no member " + name);
            }
        }
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isString()) {
            throw new IllegalArgumentException(name + " must be a string");
        }
        return value.asString();
    }

    private static long whole(JsonNode node, String name, long otherwise, long most) {
        JsonNode value = node.path(name);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.asLong() < 0
                || value.asLong() > most) {
            throw new IllegalArgumentException(name + " must be a whole number, 0 or more");
        }
        return value.asLong();
    }

    private static BigDecimal decimal(JsonNode node, String name, BigDecimal otherwise) {
        JsonNode value = node.path(name);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!value.isNumber() || value.decimalValue().signum() < 0) {
            throw new IllegalArgumentException(name + " must be a number, 0 or more");
        }
        return value.decimalValue();
    }

    private static <E extends Enum<E> & WireName> E name(
            JsonNode node, String name, Class<E> type, E otherwise) {
        JsonNode value = node.path(name);
        if (value.isMissingNode()) {
            return otherwise;
        }
        return WireName.parse(type, value.asString(""))
                .orElseThrow(() -> new IllegalArgumentException(name + " is not known: " + value));
    }
}
