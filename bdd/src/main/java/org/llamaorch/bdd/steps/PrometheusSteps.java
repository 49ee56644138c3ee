package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.target.Prometheus;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;
import org.opentest4j.TestAbortedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Prometheus makes of the metrics and of the alert rules that come with the project. */
public final class PrometheusSteps {

    private static final JsonMapper JSON = new JsonMapper();

    private final World world;
    private final Setup setup;
    private final ScenarioFolder folder;
    private @Nullable Prometheus prometheus;

    public PrometheusSteps(World world, Setup setup, ScenarioFolder folder) {
        this.world = world;
        this.setup = setup;
        this.folder = folder;
    }

    @Given("this machine has Prometheus")
    public void has() {
        Prometheus.missing()
                .ifPresent(missing -> {
                    throw new TestAbortedException(missing);
                });
    }

    @Then("promtool accepts the metrics, but for the contract's own names {string}")
    public void accepts(String names) {
        Prometheus.Checked checked =
                Prometheus.promtool(folder.path(), world.last().text(), "check", "metrics");
        List<String> own = List.of(names.split(", ", -1));
        List<String> others =
                checked.lines().stream()
                        .filter(line -> own.stream().noneMatch(name -> line.startsWith(name + " ")))
                        .toList();
        assertThat(others).isEmpty();
    }

    @Then("promtool accepts the alert rules, and they alert when they should")
    public void acceptsRules() {
        Prometheus.Checked rules =
                Prometheus.promtool(
                        folder.path(), "", "check", "rules", file("alerts.yaml").toString());
        assertThat(rules.exitCode()).as(rules.lines().toString()).isZero();
        Prometheus.Checked tests =
                Prometheus.promtool(
                        folder.path(), "", "test", "rules", file("alerts.test.yaml").toString());
        assertThat(tests.exitCode()).as(tests.lines().toString()).isZero();
    }

    @When("a Prometheus scrapes the service with the alert rules")
    public void scrapes() {
        setup.needsOwnDaemon();
        Prometheus started =
                Prometheus.scraping(world.api().address(), file("alerts.yaml"), folder.path());
        prometheus = started;
        world.closeWithScenario(started);
    }

    @Then("Prometheus comes to know {word} as {string}")
    public void knows(String expression, String value) {
        Waiting.untilTrue(
                expression + " to be " + value,
                SuiteSettings.SOON,
                () -> prometheus().value(expression).filter(value::equals).isPresent());
    }

    @Then("Prometheus can evaluate every alert rule")
    public void evaluates() {
        Waiting.untilTrue(
                "every alert rule to be evaluated",
                SuiteSettings.SOON,
                () -> {
                    Map<String, String> health = prometheus().health();
                    return !health.isEmpty()
                            && health.values().stream().noneMatch("unknown"::equals);
                });
        assertThat(prometheus().health())
                .allSatisfy((_, health) -> assertThat(health).isEqualTo("ok"));
    }

    @Then("Prometheus can evaluate every query of the dashboard, and has values for {string}")
    public void evaluatesDashboard(String panels) {
        Map<String, List<String>> queries = dashboard();
        assertThat(
                        queries.values().stream()
                                .flatMap(List::stream)
                                .flatMap(query -> prometheus().complaint(query).stream()))
                .isEmpty();
        for (String panel : panels.split(", ", -1)) {
            List<String> asked = queries.getOrDefault(panel, List.of());
            assertThat(asked).as(panel).isNotEmpty();
            for (String query : asked) { // a rate has a value after the second scrape
                Waiting.untilTrue(
                        panel + " to have a value",
                        SuiteSettings.SOON,
                        () -> prometheus().value(query).isPresent());
            }
        }
    }

    /** Panels of the Grafana dashboard by title, with their queries as Grafana would send them. */
    private static Map<String, List<String>> dashboard() {
        Map<String, List<String>> queries = new TreeMap<>();
        for (JsonNode panel :
                JSON.readTree(file("../grafana/llama-orch.json").toFile()).path("panels")) {
            List<String> asked = new ArrayList<>();
            for (JsonNode target : panel.path("targets")) {
                asked.add(
                        target.path("expr")
                                .asString("")
                                .replace("$instance", ".*")
                                .replace("$pool", ".*")
                                .replace("$__rate_interval", "1m"));
            }
            queries.put(panel.path("title").asString(""), asked);
        }
        return queries;
    }

    private Prometheus prometheus() {
        if (prometheus == null) {
            throw new AssertionError("the scenario has no Prometheus");
        }
        return prometheus;
    }

    private static Path file(String name) {
        return Setup.settings().launcher().resolveSibling("ops/prometheus").resolve(name);
    }
}
