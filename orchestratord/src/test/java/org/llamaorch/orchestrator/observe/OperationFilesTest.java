package org.llamaorch.orchestrator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard and the alert rules name series that there are, and alerts that are explained. */
final class OperationFilesTest {

    private static final Path OPS = Path.of("..", "ops");

    /** Every selector in these files has braces, also an empty pair. */
    private static final Pattern SELECTOR = Pattern.compile("([a-z][a-z0-9_]*)\\{");

    private static final Pattern OTHERS = Pattern.compile("up|jvm_[a-z_]+|process_[a-z_]+");
    private static final Pattern HISTOGRAM = Pattern.compile("_(bucket|count|sum)$");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

    @ParameterizedTest
    @ValueSource(strings = {"prometheus/alerts.yaml", "grafana/llama-orch.json"})
    void namesOnlySeriesThatThereAre(String file) throws IOException {
        Set<String> ours =
                MetricList.load().series().stream()
                        .map(MetricList.Series::name)
                        .collect(Collectors.toSet());
        Set<String> named = new TreeSet<>();
        String text = Files.readString(OPS.resolve(file));
        SELECTOR.matcher(text).results().map(match -> match.group(1)).forEach(named::add);
        named.removeIf(name ->
                ours.contains(name)
                        || ours.contains(HISTOGRAM.matcher(name).replaceFirst(""))
                        || OTHERS.matcher(name).matches());

        assertThat(named).isEmpty();
        assertThat(SELECTOR.matcher(text).results().count()).isGreaterThan(10);
    }

    @Test
    void everyAlertIsExplainedUnderItsName() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "operations.md"));
        String rules = Files.readString(OPS.resolve("prometheus/alerts.yaml"));
        for (MatchResult alert : ALERT.matcher(rules).results().toList()) {
            String name = alert.group(1);
            assertThat(guide).contains("### " + name + "\n");
            assertThat(rules)
                    .contains("docs/operations.md#" + name.toLowerCase(Locale.ROOT) + "\n");
        }
    }

    @Test
    void everyPanelHasATitleAnExplanationAndAQuery() throws IOException {
        JsonNode dashboard =
                new JsonMapper().readTree(Files.readString(OPS.resolve("grafana/llama-orch.json")));
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(panel.path("title").asString("")).isNotBlank();
            if (!panel.path("type").asString("").equals("row")) {
                assertThat(panel.path("description").asString(""))
                        .as(panel.path("title").asString(""))
                        .isNotBlank();
                assertThat(panel.at("/targets/0/expr").asString("")).isNotBlank();
            }
        }
    }

    /** The service, and so the engines that it starts, is a user's own and gains no rights. */
    @Test
    @Tag("ORCH-3506")
    void theServiceRunsWithoutRoot() throws IOException {
        try (Stream<Path> units = Files.list(OPS.resolve("systemd"))) {
            assertThat(units.toList())
                    .isNotEmpty()
                    .allSatisfy(unit ->
                            assertThat(Files.readAllLines(unit))
                                    .contains("User=llama-orch", "NoNewPrivileges=true"));
        }
    }
}
