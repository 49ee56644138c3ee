package org.llamaorch.orchestrator.http;

/** Reads the query parameters that several operations have in common. */
final class Queries {
    private Queries() {}

    /** How many items a page may hold. */
    static int limit(Exchange exchange, HttpSettings settings) {
        String text = exchange.query("limit");
        if (text == null) {
            return settings.limits().listLimit();
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= settings.limits().listLimitMax()) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw new Refusal(outside(settings));
        }
        throw new Refusal(outside(settings));
    }

    private static Problem outside(HttpSettings settings) {
        return Problems.query(
                "limit must be from 1 to %d.".formatted(settings.limits().listLimitMax()));
    }
}
