package org.llamaorch.cli.reference;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.llamaorch.orchestrator.observe.MetricList;
import org.llamaorch.orchestrator.observe.MetricList.Series;

/** The series of {@code /metrics} and their labels, from the list that they are made from. */
final class MetricReference {

    private static final String HEAD =
            "# Metrics\n\n"
                    + ReferenceDocument.NOTE
                    + " "
                    + """
                    It says what `contracts/src/main/resources/llama-orch/metrics.yaml` says, which the \
                    series are made from.

                    `GET /metrics` serves them as Prometheus text. Every series of a configured pool is \
                    there from the start, at zero. Beside them are the Prometheus client's own of the JVM \
                    and the process, `jvm_…` and `process_…`. Rules and a dashboard are in \
                    [ops/](../../ops/); [operations.md](../operations.md) tells what each alert means. \
                    The requirements are those of [traceability.md](../traceability.md).
                    """;

    private MetricReference() {}

    static String text(MetricList list) {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("\n## Series\n\n| name | type | unit | labels | what it tells | for |\n");
        text.append("|---|---|---|---|---|---|\n");
        for (Series each : list.series()) {
            text.append(
                    "| `%s` | %s | %s | %s | %s | %s |\n"
                            .formatted(
                                    each.name(),
                                    each.type().name().toLowerCase(Locale.ROOT),
                                    each.unit(),
                                    each.labels().isEmpty()
                                            ? "none"
                                            : String.join(", ", each.labels()),
                                    ReferenceDocument.cell(each.help() + bounds(each.buckets())),
                                    String.join(" ", each.serves())));
        }
        text.append("\n## Labels\n\nA label has a bounded number of values; one more becomes");
        text.append(" `other`. A value that is not known yet is empty.\n\n");
        text.append("| label | what it says | most values |\n|---|---|---|\n");
        for (Map.Entry<String, String> label : new TreeMap<>(list.labels()).entrySet()) {
            text.append(
                    "| `%s` | %s | %d |\n"
                            .formatted(
                                    label.getKey(),
                                    ReferenceDocument.cell(label.getValue()),
                                    list.labelBudgets().get(label.getKey())));
        }
        return text.toString();
    }

    private static String bounds(List<Double> buckets) {
        return buckets.isEmpty()
                ? ""
                : buckets.stream()
                        .map(bound -> String.valueOf(Math.round(bound)))
                        .collect(Collectors.joining(", ", " Buckets up to ", "."));
    }
}
