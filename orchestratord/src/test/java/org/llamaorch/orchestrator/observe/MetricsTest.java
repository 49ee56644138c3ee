package org.llamaorch.orchestrator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.CancelReason;
import org.llamaorch.contracts.ErrorCode;
import org.llamaorch.contracts.Outcome;
import org.llamaorch.contracts.Terminal;
import org.llamaorch.core.scheduler.Notice;
import org.llamaorch.poolmanager.gpu.Gpu;

/** ORCH-3028, OC-METRICS-7101, B-OBS-001 to 014. */
class MetricsTest {

    /** Contract §5, written down a second time: the list must not drift from it. */
    private static final String CONTRACT =
            """
            tasks_enqueued_total counter engine engine_version pool_id replica_id priority
            tasks_started_total counter engine engine_version pool_id replica_id priority
            tasks_canceled_total counter engine engine_version pool_id replica_id reason
            tasks_rejected_total counter engine reason
            queue_depth gauge engine engine_version pool_id priority
            kv_cache_usage_ratio gauge engine engine_version pool_id replica_id
            gpu_utilization gauge engine engine_version pool_id replica_id device
            vram_used_bytes gauge engine engine_version pool_id replica_id device
            latency_first_token_ms histogram engine engine_version pool_id priority
            latency_decode_ms histogram engine engine_version pool_id priority
            tokens_in_total counter engine engine_version pool_id replica_id
            tokens_out_total counter engine engine_version pool_id replica_id
            admission_backpressure_events_total counter engine policy
            catalog_verifications_total counter result reason engine
            model_state gauge model_id state
            placement_decisions_total counter outcome pinned fallback
            placement_candidates_considered gauge
            """;

    private static final Pattern SAMPLE =
            Pattern.compile("^([a-z_]+)(?:\\{(.*)\\})? (\\S+)$", Pattern.MULTILINE);

    private final Metrics metrics = new Metrics(List.of(Samples.pool("pool-blue")));

    @Test
    void theListSaysWhatTheContractSays() {
        Map<String, MetricList.Series> listed =
                MetricList.load().series().stream()
                        .collect(Collectors.toMap(MetricList.Series::name, s -> s));
        CONTRACT.lines()
                .map(line -> List.of(line.split(" ")))
                .forEach(words -> {
                    MetricList.Series series = listed.get(words.get(0));
                    assertThat(series).as(words.get(0)).isNotNull();
                    assertThat(series.type().name()).isEqualToIgnoringCase(words.get(1));
                    assertThat(series.labels()).isEqualTo(words.subList(2, words.size()));
                });
        assertThat(buckets("latency_first_token_ms"))
                .containsExactly(
                        50., 100., 150., 200., 300., 500., 750., 1000., 1500., 2000., 3000.);
        assertThat(buckets("latency_decode_ms"))
                .containsExactly(
                        250., 500., 1000., 1500., 2000., 3000., 4000., 6000., 8000., 12000.);
    }

    @Test
    void everySeriesIsThereWithItsLabelsBeforeAnythingHappened() {
        assertListServed(text(metrics), true);
    }

    @Test
    void everySeriesIsThereWithoutAnyPoolToo() {
        assertListServed(text(new Metrics(List.of())), true);
    }

    @Test
    void everySeriesKeepsItsLabelsAfterEverythingHappened() {
        Samples.allNotices().forEach(metrics::tell);
        metrics.pools(List.of(Samples.view(Samples.replica(true, true))), 1_000);
        metrics.engineRestarted(Samples.REPLICA_ID);
        metrics.catalogVerified("fail", "digest", null);
        assertListServed(text(metrics), false);
    }

    @Test
    void countsWhatNoticesTell() {
        Samples.allNotices().forEach(metrics::tell);
        String text = text(metrics);
        // The client sorts labels by name, which puts others between these two.
        String replica = "engine=\"llamacpp\",engine_version=\"b6000\",pool_id=\"pool-blue\"";
        assertThat(sum(text, "tasks_enqueued_total", "priority=\"interactive\"")).isEqualTo(1);
        assertThat(sum(text, "tasks_started_total", replica)).isEqualTo(1);
        assertThat(
                        sum(
                                text,
                                "tasks_canceled_total",
                                replica,
                                "replica_id=\"r7\"",
                                "reason=\"client\""))
                .isEqualTo(Outcome.values().length);
        assertThat(sum(text, "tasks_rejected_total", "reason=\"ADMISSION_REJECT\"")).isEqualTo(2);
        assertThat(sum(text, "admission_backpressure_events_total", "policy=\"reject\""))
                .isEqualTo(ErrorCode.values().length);
        assertThat(sum(text, "admission_backpressure_events_total", "policy=\"drop-lru\""))
                .isEqualTo(CancelReason.values().length);
        assertThat(sum(text, "tokens_in_total", replica)).isEqualTo(12);
        assertThat(sum(text, "tokens_out_total", replica)).isEqualTo(40);
        assertThat(sum(text, "latency_first_token_ms_count", "b6000")).isEqualTo(1);
        assertThat(sum(text, "latency_first_token_ms_bucket", "b6000\",pool_id=\"pool-blue\""))
                .as("230 ms is within 300 and all above")
                .isEqualTo(8);
        assertThat(sum(text, "latency_decode_ms_sum", "b6000")).isEqualTo(1_100);
        assertThat(sum(text, "placement_decisions_total", "outcome=\"assigned\"")).isEqualTo(2);
        assertThat(
                        sum(
                                text,
                                "placement_decisions_total",
                                "outcome=\"no_capacity\"",
                                "pinned=\"false\"",
                                "fallback=\"false\""))
                .isEqualTo(1);
        assertThat(sum(text, "attempts_requeued_total", replica)).isEqualTo(1);
        assertThat(sum(text, "replica_rests_total", replica)).isEqualTo(1);
    }

    @Test
    @Tag("B-OBS-011")
    void showsPoolsAsTheLastSnapshotSaysAndNothingOfWhatIsGone() {
        metrics.pools(List.of(Samples.view(Samples.replica(true, true))), 1_000);
        metrics.kvCacheUsage(Samples.REPLICA_ID, 0.25);
        metrics.gpu(Samples.REPLICA_ID, new Gpu(0, "one", 9_000, 4_000, 37, "9.0", "00:01"));
        metrics.pools(List.of(Samples.view(Samples.replica(true, false))), 1_000);
        String text = text(metrics);
        assertThat(sum(text, "queue_depth", "priority=\"interactive\"")).isEqualTo(3);
        assertThat(sum(text, "queue_depth", "priority=\"batch\"")).isEqualTo(2);
        assertThat(sum(text, "kv_cache_usage_ratio", "replica_id=\"r7\"")).isEqualTo(0.25);
        assertThat(sum(text, "gpu_utilization", "device=\"0\"")).isEqualTo(37);
        assertThat(sum(text, "vram_used_bytes", "device=\"0\"")).isEqualTo(5_000);
        assertThat(sum(text, "engine_ready", "replica_id=\"r7\"")).isZero();
        assertThat(sum(text, "replica_breaker_state", "replica_id=\"r7\"")).isEqualTo(1);
        assertThat(sum(text, "pool_draining", "pool_id=\"pool-blue\"")).isEqualTo(1);
        assertThat(sum(text, "pool_tokens_per_second", "pool-blue")).isEqualTo(12.25);
        assertThat(sum(text, "model_state", "state=\"Active\"")).isEqualTo(1);
        assertThat(text)
                .as("the placeholder of no replica is gone")
                .doesNotContain("engine_ready{engine=\"llamacpp\",engine_version=\"\"");
    }

    @Test
    void speaksTheFormatThatIsAskedFor() {
        assertThat(metrics.expose(null).contentType())
                .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        Exposition open =
                metrics.expose("application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
        assertThat(open.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(new String(open.body(), StandardCharsets.UTF_8))
                .contains("# TYPE tasks_enqueued counter\n", "tasks_enqueued_total{")
                .endsWith("# EOF\n");
        assertThat(text(metrics)).contains("# TYPE tasks_enqueued_total counter\n");
    }

    @Test
    void servesTheSeriesOfTheRuntimeAndTheProcess() {
        assertThat(text(metrics)).contains("jvm_memory_used_bytes{", "process_cpu_seconds_total ");
        assertThat(text(metrics)).as("a second time").contains("jvm_memory_used_bytes{");
    }

    @Test
    @Tag("B-OBS-010")
    @Tag("B-OBS-012")
    @Tag("B-OBS-014")
    void losesNoCountUnderConcurrency() throws InterruptedException {
        int threads = 8;
        int rounds = 5_000;
        Notice notice = new Notice.Admitted(Samples.task(), Samples.admitted(false));
        Notice first = new Notice.FirstToken(Samples.task(), Samples.replica(true, true), 75);
        CountDownLatch done = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            Thread.ofVirtual()
                    .start(() -> {
                        for (int round = 0; round < rounds; round++) {
                            metrics.tell(notice);
                            metrics.tell(first);
                        }
                        done.countDown();
                    });
        }
        while (!done.await(1, TimeUnit.MILLISECONDS)) {
            assertThat(text(metrics)).contains("tasks_enqueued_total");
        }
        String text = text(metrics);
        assertThat(sum(text, "tasks_enqueued_total", "")).isEqualTo(threads * rounds);
        assertThat(sum(text, "latency_first_token_ms_count", "")).isEqualTo(threads * rounds);
        assertThat(sum(text, "latency_first_token_ms_sum", "")).isEqualTo(75.0 * threads * rounds);
    }

    /** Every series of the list is served, with HELP, TYPE and exactly its labels. */
    private static void assertListServed(String text, boolean allZero) {
        for (MetricList.Series series : MetricList.load().series()) {
            String type = series.type().name().toLowerCase(Locale.ROOT);
            assertThat(text)
                    .contains("# HELP " + series.name() + " " + series.help() + "\n")
                    .contains("# TYPE " + series.name() + " " + type + "\n");
            boolean histogram = series.type() == MetricList.Type.HISTOGRAM;
            String sample = histogram ? series.name() + "_count" : series.name();
            Map<String, Double> samples = samples(text, sample);
            assertThat(samples).as(sample).isNotEmpty();
            samples.forEach((labels, value) -> {
                assertThat(labelNames(labels))
                        .as(sample)
                        .containsExactlyInAnyOrderElementsOf(series.labels());
                if (allZero) {
                    assertThat(value).as(sample).isZero();
                }
            });
            if (histogram) {
                for (double bound : series.buckets()) {
                    assertThat(text)
                            .containsPattern(
                                    series.name() + "_bucket\\{[^}]*,le=\"" + bound + "\"\\}");
                }
            }
        }
    }

    private static List<Double> buckets(String name) {
        return MetricList.load().series().stream()
                .filter(series -> series.name().equals(name))
                .findFirst()
                .orElseThrow()
                .buckets();
    }

    private static List<String> labelNames(String labels) {
        return labels.isEmpty()
                ? List.of()
                : Arrays.stream(labels.split(","))
                        .map(pair -> pair.substring(0, pair.indexOf('=')))
                        .toList();
    }

    private static String text(Metrics metrics) {
        return new String(metrics.expose(null).body(), StandardCharsets.UTF_8);
    }

    private static double sum(String text, String name, String... parts) {
        double sum = 0;
        for (Map.Entry<String, Double> sample : samples(text, name).entrySet()) {
            if (Arrays.stream(parts).allMatch(sample.getKey()::contains)) {
                sum += sample.getValue();
            }
        }
        return sum;
    }

    private static Map<String, Double> samples(String text, String name) {
        Map<String, Double> samples = new LinkedHashMap<>();
        Matcher matcher = SAMPLE.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).equals(name)) {
                @Nullable String labels = matcher.group(2);
                samples.put(
                        labels == null ? "" : labels,
                        Double.parseDouble(matcher.group(3).replace("+Inf", "Infinity")));
            }
        }
        return samples;
    }

    @Test
    void countsWhatACancelledTaskDelivered() {
        Terminal.Failure canceled = Samples.failure(Outcome.CANCELED, ErrorCode.CANCELED).after(7);
        metrics.tell(Samples.ended(canceled, CancelReason.CLIENT));

        assertThat(sum(text(metrics), "tokens_out_total", "pool_id=\"pool-blue\"")).isEqualTo(7);
    }
}
