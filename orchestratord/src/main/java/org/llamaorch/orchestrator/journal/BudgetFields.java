package org.llamaorch.orchestrator.journal;

import org.llamaorch.core.budget.Reservation;
import org.llamaorch.core.budget.Spending;
import org.llamaorch.core.budget.Usage;

/** What is used and reserved of budgets as JSON. */
final class BudgetFields {

    private static final String RESERVED = "reserved";

    private BudgetFields() {}

    static String write(Usage usage) {
        return FieldWriter.object(fields -> {
            fields.number("periodStartMs", usage.periodStartMs());
            write(fields, usage.used());
        });
    }

    static Usage usage(String caller, String json) {
        FieldReader fields = FieldReader.of(json);
        return new Usage(caller, fields.number("periodStartMs"), spending(fields));
    }

    /** Adds what a task has reserved to the fields that it lives with. */
    static void write(FieldWriter live, Reservation reservation) {
        if (reservation.counts()) {
            live.object(
                    RESERVED,
                    fields -> {
                        fields.number("periodStartMs", reservation.periodStartMs());
                        write(fields, reservation.most());
                    });
        }
    }

    static Reservation reserved(FieldReader live) {
        return live.object(RESERVED)
                .map(fields -> new Reservation(fields.number("periodStartMs"), spending(fields)))
                .orElse(Reservation.NONE);
    }

    static void write(FieldWriter fields, Spending spending) {
        fields.number("tokens", spending.tokens())
                .number("timeMs", spending.timeMs())
                .number("costNanos", spending.costNanos());
    }

    private static Spending spending(FieldReader fields) {
        return new Spending(
                fields.number("tokens"), fields.number("timeMs"), fields.number("costNanos"));
    }
}
