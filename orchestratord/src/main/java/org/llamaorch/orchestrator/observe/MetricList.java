package org.llamaorch.orchestrator.observe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The list of series that code, lint test and documentation share (contract §5): {@code
 * llama-orch/metrics.yaml}.
 *
 * @param labelBudgets by label the most distinct values
 * @param labels by label what it says
 */
public record MetricList(
        List<Series> series, Map<String, Integer> labelBudgets, Map<String, String> labels) {

    private static final String RESOURCE = "/llama-orch/metrics.yaml";

    /** The three kinds of series. */
    public enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    /**
     * A series of the list.
     *
     * @param name as it is served, with {@code _total} on a counter
     * @param unit of its value, such as {@code milliseconds}
     * @param buckets upper bounds of a histogram; empty for the others
     * @param serves the ids of the requirements that it is there for
     */
    public record Series(
            String name,
            Type type,
            String unit,
            String help,
            List<String> labels,
            List<Double> buckets,
            List<String> serves) {

        public Series {
            labels = List.copyOf(labels);
            buckets = List.copyOf(buckets);
            serves = List.copyOf(serves);
            if (help.isBlank()
                    || unit.isBlank()
                    || serves.isEmpty()
                    || name.endsWith("_total") != (type == Type.COUNTER)
                    || buckets.isEmpty() != (type != Type.HISTOGRAM)) {
                throw new IllegalArgumentException("the metric list is wrong about " + name);
            }
        }
    }

    public MetricList {
        series = List.copyOf(series);
        labelBudgets = Map.copyOf(labelBudgets);
        labels = Map.copyOf(labels);
        if (!labels.keySet().equals(labelBudgets.keySet())) {
            throw new IllegalArgumentException("the metric list explains other labels than it has");
        }
    }

    /** The same list with the series of these names alone. */
    MetricList only(Set<String> names) {
        return new MetricList(
                series.stream().filter(each -> names.contains(each.name())).toList(),
                labelBudgets,
                labels);
    }

    /** Reads the list that ships with the program. */
    public static MetricList load() {
        try (InputStream in = MetricList.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks " + RESOURCE);
            }
            return parse(new YAMLMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MetricList parse(JsonNode root) {
        Map<String, Integer> budgets = new HashMap<>();
        root.required("label_budgets")
                .properties()
                .forEach(budget -> budgets.put(budget.getKey(), budget.getValue().intValue()));
        Map<String, String> meanings = new HashMap<>();
        root.required("labels")
                .properties()
                .forEach(label -> meanings.put(label.getKey(), label.getValue().stringValue()));
        List<Series> series = new ArrayList<>();
        for (JsonNode node : root.required("metrics")) {
            List<Double> buckets = new ArrayList<>();
            node.path("buckets").forEach(bound -> buckets.add(bound.doubleValue()));
            Type type =
                    switch (node.required("type").stringValue()) {
                        case "counter" -> Type.COUNTER;
                        case "gauge" -> Type.GAUGE;
                        case "histogram" -> Type.HISTOGRAM;
                        default ->
                                throw new IllegalArgumentException(
                                        "a metric type that is none: " + node.required("type"));
                    };
            series.add(
                    new Series(
                            node.required("name").stringValue(),
                            type,
                            node.required("unit").stringValue(),
                            node.required("help").stringValue(),
                            texts(node.required("labels")),
                            buckets,
                            texts(node.required("for"))));
        }
        return new MetricList(series, budgets, meanings);
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::stringValue).toList();
    }
}
