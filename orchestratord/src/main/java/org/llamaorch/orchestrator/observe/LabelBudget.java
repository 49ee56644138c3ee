package org.llamaorch.orchestrator.observe;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The one place that bounds how many values a label has: the first so many are kept, every later
 * one becomes {@code other} (contract §5, OC-METRICS-7102). Guarded by its own lock.
 */
final class LabelBudget {

    static final String OTHER = "other";

    private final Map<String, Integer> budgets;
    private final Map<String, Set<String>> seen = new HashMap<>();

    LabelBudget(Map<String, Integer> budgets) {
        this.budgets = Map.copyOf(budgets);
    }

    /** The value to use for {@code value} of that label; the empty value is always itself. */
    synchronized String within(String label, String value) {
        if (value.isEmpty()) {
            return value;
        }
        Integer budget = budgets.get(label);
        if (budget == null) {
            throw new IllegalArgumentException("the metric list has no budget for label " + label);
        }
        Set<String> values = seen.computeIfAbsent(label, _ -> new HashSet<>());
        if (values.contains(value)) {
            return value;
        }
        if (values.size() >= budget) {
            return OTHER;
        }
        values.add(value);
        return value;
    }
}
