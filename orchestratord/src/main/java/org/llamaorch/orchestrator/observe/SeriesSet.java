package org.llamaorch.orchestrator.observe;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.StatefulMetric;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The series of the list, made and registered, by name; every label value passes the budget here.
 * Safe from any thread.
 */
final class SeriesSet {

    private final LabelBudget budget;
    private final Map<String, MetricList.Series> listed = new HashMap<>();
    private final Map<String, StatefulMetric<?, ?>> made = new HashMap<>();

    SeriesSet(MetricList list, PrometheusRegistry registry) {
        this.budget = new LabelBudget(list.labelBudgets());
        for (MetricList.Series series : list.series()) {
            String[] labels = series.labels().toArray(String[]::new);
            StatefulMetric<?, ?> metric =
                    switch (series.type()) {
                        case COUNTER ->
                                Counter.builder()
                                        .name(series.name())
                                        .help(series.help())
                                        .labelNames(labels)
                                        .withoutExemplars()
                                        .register(registry);
                        case GAUGE ->
                                Gauge.builder()
                                        .name(series.name())
                                        .help(series.help())
                                        .labelNames(labels)
                                        .withoutExemplars()
                                        .register(registry);
                        case HISTOGRAM ->
                                Histogram.builder()
                                        .name(series.name())
                                        .help(series.help())
                                        .labelNames(labels)
                                        .classicOnly()
                                        .classicUpperBounds(bounds(series.buckets()))
                                        .withoutExemplars()
                                        .register(registry);
                    };
            listed.put(series.name(), series);
            made.put(series.name(), metric);
        }
    }

    void count(String name, long amount, String... labels) {
        metric(name, Counter.class).labelValues(within(name, labels)).inc((double) amount);
    }

    void set(String name, double value, String... labels) {
        metric(name, Gauge.class).labelValues(within(name, labels)).set(value);
    }

    void observe(String name, long value, String... labels) {
        metric(name, Histogram.class).labelValues(within(name, labels)).observe((double) value);
    }

    /** Makes a series be there, at zero if it was not. */
    void show(String name, String... labels) {
        StatefulMetric<?, ?> metric = made.get(name);
        if (metric == null) {
            throw new IllegalArgumentException("the metric list lacks " + name);
        }
        metric.initLabelValues(within(name, labels));
    }

    /** Forgets all values of a gauge, to be set anew. */
    void clear(String name) {
        metric(name, Gauge.class).clear();
    }

    private <M> M metric(String name, Class<M> type) {
        StatefulMetric<?, ?> metric = made.get(name);
        if (metric == null) {
            throw new IllegalArgumentException("the metric list lacks " + name);
        }
        return type.cast(metric);
    }

    private String[] within(String name, String[] values) {
        MetricList.Series series = listed.get(name);
        if (series == null || series.labels().size() != values.length) {
            throw new IllegalArgumentException("wrong labels for " + name);
        }
        String[] bounded = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            bounded[i] = budget.within(series.labels().get(i), values[i]);
        }
        return bounded;
    }

    private static double[] bounds(List<Double> buckets) {
        return buckets.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
