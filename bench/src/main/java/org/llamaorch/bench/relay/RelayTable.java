package org.llamaorch.bench.relay;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What came of a comparison, as Markdown: medians of the samples, and ratios to nginx. */
final class RelayTable {

    private RelayTable() {}

    /**
     * Prints a table for each load.
     *
     * @param samples by load, then by target
     * @param targets their names, in the order of the rows
     */
    static void print(Map<String, Map<String, List<JsonNode>>> samples, List<String> targets) {
        samples.forEach((load, byTarget) -> {
            System.out.printf("%n### %s%n%n", load);
            System.out.println(
                    "| target | tokens/s | CPU µs/token [min-max] | × nginx | token latency p50 / p99 / p99.9 ms"
                            + " | first token p50 / p99 ms | errors | MiB |");
            System.out.println("|---|---|---|---|---|---|---|---|");
            double reference =
                    byTarget.containsKey("nginx")
                            ? median(byTarget.get("nginx"), "/cpu_us_per_token")
                            : 0;
            for (String target : targets) {
                List<JsonNode> of = byTarget.get(target);
                if (of != null) {
                    printRow(target, of, reference);
                }
            }
        });
    }

    private static void printRow(String name, List<JsonNode> of, double reference) {
        List<Double> cost = sorted(of, "/cpu_us_per_token");
        System.out.printf(
                "| %s | %,.0f | %.1f [%.1f-%.1f] | %s | %.2f / %.2f / %.2f | %.2f / %.2f | %.0f | %.0f |%n",
                name,
                median(of, "/tokens_per_second"),
                median(of, "/cpu_us_per_token"),
                cost.getFirst(),
                cost.getLast(),
                reference > 0 ? "%.2f".formatted(median(of, "/cpu_us_per_token") / reference) : "-",
                median(of, "/token_latency_ms/p50"),
                median(of, "/token_latency_ms/p99"),
                median(of, "/token_latency_ms/p999"),
                median(of, "/first_token_ms/p50"),
                median(of, "/first_token_ms/p99"),
                sum(of, "/errors/connection")
                        + sum(of, "/errors/status")
                        + sum(of, "/errors/missing_done"),
                median(of, "/resident_mib"));
    }

    private static List<Double> sorted(List<JsonNode> of, String pointer) {
        return of.stream().map(sample -> sample.at(pointer).asDouble()).sorted().toList();
    }

    private static double median(@Nullable List<JsonNode> of, String pointer) {
        if (of == null) {
            return 0;
        }
        List<Double> values = sorted(of, pointer);
        int middle = values.size() / 2;
        return values.size() % 2 == 1
                ? values.get(middle)
                : (values.get(middle - 1) + values.get(middle)) / 2;
    }

    private static double sum(List<JsonNode> of, String pointer) {
        return of.stream().mapToDouble(sample -> sample.at(pointer).asDouble()).sum();
    }
}
