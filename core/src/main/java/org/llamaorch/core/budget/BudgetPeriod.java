package org.llamaorch.core.budget;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.llamaorch.contracts.WireName;

/** How long a budget lasts before it begins anew; days and months are those of UTC. */
public enum BudgetPeriod implements WireName {
    DAY("day"),
    MONTH("month"),
    NONE("none");

    private final String wireName;

    BudgetPeriod(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    /** When the period that holds {@code atMs} began, epoch milliseconds; 0 for {@code none}. */
    public long startMs(long atMs) {
        return switch (this) {
            case DAY -> startOf(day(atMs));
            case MONTH -> startOf(day(atMs).withDayOfMonth(1));
            case NONE -> 0;
        };
    }

    private static LocalDate day(long atMs) {
        return Instant.ofEpochMilli(atMs).atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static long startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
}
