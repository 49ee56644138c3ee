package org.llamaorch.orchestrator.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.llamaorch.core.admission.Admission;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.scheduler.Notice;

/** OC-METRICS-7102. */
class LabelBudgetTest {

    @Test
    void keepsTheFirstValuesAndCallsTheRestOther() {
        LabelBudget budget = new LabelBudget(Map.of("device", 2));
        assertThat(budget.within("device", "a")).isEqualTo("a");
        assertThat(budget.within("device", "b")).isEqualTo("b");
        assertThat(budget.within("device", "c")).isEqualTo("other");
        assertThat(budget.within("device", "a")).isEqualTo("a");
        assertThat(budget.within("device", "")).isEmpty();
        assertThatThrownBy(() -> budget.within("prompt", "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsTheBudgetsOfTheContract() {
        assertThat(MetricList.load().labelBudgets())
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry("engine", 6),
                                Map.entry("engine_version", 64),
                                Map.entry("pool_id", 256),
                                Map.entry("replica_id", 1024),
                                Map.entry("priority", 8),
                                Map.entry("reason", 24),
                                Map.entry("result", 4),
                                Map.entry("state", 8),
                                Map.entry("model_id", 1024),
                                Map.entry("outcome", 4),
                                Map.entry("pinned", 2),
                                Map.entry("fallback", 2),
                                Map.entry("device", 64),
                                Map.entry("policy", 8)));
    }

    @Test
    @Tag("OC-METRICS-7102")
    void holdsInWhatIsServedHoweverManyValuesCome() {
        Metrics metrics = new Metrics(List.of());
        for (int i = 0; i < 2_000; i++) {
            metrics.engineRestarted(ReplicaId.local("pool" + i, "replica" + i));
        }
        for (int i = 0; i < 100; i++) {
            metrics.catalogVerified("result" + i, "reason" + i, null);
        }
        String text = new String(metrics.expose(null).body(), StandardCharsets.UTF_8);
        MetricList.load()
                .labelBudgets()
                .forEach((label, budget) -> {
                    TreeSet<String> values = new TreeSet<>();
                    Matcher matcher =
                            Pattern.compile("[{,]" + label + "=\"([^\"]+)\"")
                                    .matcher(text.replaceAll("(?m)^jvm_.*$", ""));
                    while (matcher.find()) {
                        values.add(matcher.group(1));
                    }
                    values.remove("other");
                    assertThat(values.size()).as(label).isLessThanOrEqualTo(budget);
                });
        assertThat(text).contains("pool_id=\"other\"", "replica_id=\"other\"", "reason=\"other\"");
    }

    @Test
    @Tag("OC-METRICS-7102")
    void callersMakeNoSeriesWithoutBoundByWhatTheySend() {
        Metrics metrics = new Metrics(List.of());
        for (int i = 0; i < 3_000; i++) {
            Admission.Admitted told = Samples.admitted(false);
            metrics.tell(
                    new Notice.Admitted(
                            Samples.task(),
                            new Admission.Admitted(
                                    "task" + i,
                                    "session" + i,
                                    i,
                                    i,
                                    null,
                                    told.priority(),
                                    "pool" + i,
                                    List.of(),
                                    false)));
        }
        List<String> series =
                new String(metrics.expose(null).body(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("tasks_enqueued_total{"))
                        .toList();
        assertThat(series)
                .hasSizeBetween(256, 260)
                .noneMatch(line -> line.contains("task2") || line.contains("session2"))
                .anyMatch(line -> line.contains("pool_id=\"other\""));
    }
}
