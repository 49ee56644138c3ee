package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.datatable.DataTable;
import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.target.Collector;
import org.llamaorch.bdd.target.ReceivedSpan;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;
import tools.jackson.databind.JsonNode;

/** Traces: what a collector gets, and what an engine hears of them. */
public final class TraceSteps {

    private static final String TASK_ID = "llamaorch.task.id";
    private static final int TRACE_FROM = 3;
    private static final int TRACE_TO = 35;
    private static final int SPAN_TO = 52;

    private final World world;
    private final Setup setup;
    private final ScenarioTasks tasks;
    private final ScenarioFolder folder;
    private final SecretSteps secrets;
    private @Nullable Collector collector;

    public TraceSteps(
            World world,
            Setup setup,
            ScenarioTasks tasks,
            ScenarioFolder folder,
            SecretSteps secrets) {
        this.world = world;
        this.setup = setup;
        this.tasks = tasks;
        this.folder = folder;
        this.secrets = secrets;
    }

    @Given("a collector of traces")
    public void collector() {
        sendTo(Collector.start());
    }

    @Given("a collector of traces that never answers")
    public void silentCollector() {
        sendTo(Collector.startSilent());
    }

    private void sendTo(Collector started) {
        setup.needsOwnDaemon();
        collector = started;
        world.closeWithScenario(started);
        setup.configure("telemetry.endpoint", started.address().toString());
        setup.configure("telemetry.export_every_ms", 50);
    }

    @Given("a collector of traces that is not there")
    public void deadCollector() {
        setup.needsOwnDaemon();
        setup.configure("telemetry.endpoint", Collector.nowhere().toString());
        setup.configure("telemetry.export_every_ms", 50);
    }

    @Given("a collector of traces for the pool-managerd")
    public void ofPoolManager() {
        Collector started = Collector.start();
        collector = started;
        world.closeWithScenario(started);
        setup.environment().put("OTEL_EXPORTER_OTLP_ENDPOINT", started.address().toString());
    }

    @Given("the collector is named by the environment, as service {string}")
    public void byEnvironment(String service) {
        Collector started = Collector.start();
        collector = started;
        world.closeWithScenario(started);
        setup.environment().put("OTEL_EXPORTER_OTLP_ENDPOINT", started.address().toString());
        setup.environment().put("OTEL_SERVICE_NAME", service);
    }

    @Given("the collector asks for the header {string}")
    public void asksForHeader(String header) throws IOException {
        Path file = folder.path().resolve("collector.headers");
        Files.writeString(file, "# of the collector\n" + header + "\n");
        setup.configure("telemetry.headers_file", file.toString());
    }

    @Then("every request to the collector has {string}")
    public void everyRequestHas(String text) {
        Waiting.untilTrue(
                "a request to the collector",
                SuiteSettings.SOON,
                () -> !collected().headers().isEmpty());
        collected().headers().forEach(headers -> assertThat(headers).contains(text));
    }

    @Then("the collector comes to have the spans {string} of task {string}")
    public void comesToHave(String names, String task) {
        List<String> wanted = DaemonSteps.names(names);
        Waiting.untilTrue(
                "the spans " + names + " of task " + task,
                SuiteSettings.SOON,
                () ->
                        of(task).stream()
                                .map(ReceivedSpan::name)
                                .sorted()
                                .toList()
                                .equals(sorted(wanted)));
        for (ReceivedSpan span : of(task)) {
            assertThat(span.toNanos()).as(span.toString()).isGreaterThanOrEqualTo(span.fromNanos());
        }
    }

    @Then("the collector comes to have the span {string} of task {string}")
    public void comesToHaveOne(String name, String task) {
        Waiting.untilTrue(
                "a span " + name + " of task " + task,
                SuiteSettings.SOON,
                () -> !named(name, task).isEmpty());
    }

    @Then("the span {string} of task {string} is of trace {string}, below {string}")
    public void isOfTrace(String name, String task, String traceId, String parentId) {
        assertThat(span(name, task).traceId()).isEqualTo(traceId);
        assertThat(span(name, task).parentId()).isEqualTo(parentId);
    }

    @Then("the span {string} of task {string} begins its trace")
    public void beginsTrace(String name, String task) {
        assertThat(span(name, task).parentId()).isEmpty();
        assertThat(span(name, task).attributes()).isNotEmpty();
    }

    @Then("the spans {string} of task {string} are below {string}")
    public void areBelow(String names, String task, String parent) {
        for (String name : DaemonSteps.names(names)) {
            assertThat(span(name, task).parentId()).as(name).isEqualTo(span(parent, task).spanId());
        }
    }

    @Then("the spans {string} of task {string} follow each other")
    public void follow(String names, String task) {
        List<ReceivedSpan> spans =
                DaemonSteps.names(names).stream().map(name -> span(name, task)).toList();
        assertThat(spans).isSortedAccordingTo(Comparator.comparingLong(ReceivedSpan::fromNanos));
    }

    /** A value of {@code *} is any. */
    @Then("the span {string} of task {string} tells")
    public void tells(String name, String task, DataTable attributes) {
        tells(span(name, task), attributes);
    }

    private static void tells(ReceivedSpan span, DataTable attributes) {
        attributes
                .asMap()
                .forEach((attribute, value) -> {
                    String told = span.attributes().getOrDefault(attribute, "");
                    if (value.equals("*")) {
                        assertThat(told).as(attribute + " of " + span).isNotEmpty();
                    } else {
                        assertThat(told)
                                .as(attribute + " of " + span)
                                .isEqualTo(value.equals("-") ? "" : value);
                    }
                });
    }

    /** Spans of requests, by name; there are no others, however often each came. */
    @Then("the collector comes to have the requests {string} and no others")
    public void comesToHaveRequests(String names) {
        List<String> wanted = sorted(DaemonSteps.names(names));
        Waiting.untilTrue(
                "the requests " + names,
                SuiteSettings.SOON,
                () -> requests().stream().map(ReceivedSpan::name).sorted().toList().equals(wanted));
        assertThat(requests()).allMatch(span -> span.kind().equals("SERVER"));
    }

    @Then("the request {string} is of trace {string}, below {string}")
    public void requestIsOfTrace(String name, String traceId, String parentId) {
        assertThat(requestNamed(name).traceId()).isEqualTo(traceId);
        assertThat(requestNamed(name).parentId()).isEqualTo(parentId);
    }

    /** A value of {@code *} is any, and {@code -} says that there is none. */
    @Then("the request {string} tells")
    public void requestTells(String name, DataTable attributes) {
        tells(requestNamed(name), attributes);
    }

    @Then("the request {string} is told as {word}")
    public void requestFailed(String name, String how) {
        ReceivedSpan span = requestNamed(name);
        assertThat(span.failed() ? "failed" : "answered").as(span.toString()).isEqualTo(how);
    }

    private List<ReceivedSpan> requests() {
        return collected().spans().stream()
                .filter(span -> span.attributes().containsKey("http.request.method"))
                .toList();
    }

    private ReceivedSpan requestNamed(String name) {
        List<ReceivedSpan> named =
                requests().stream().filter(span -> span.name().equals(name)).toList();
        assertThat(named).as(name + " among " + requests()).hasSize(1);
        return named.getFirst();
    }

    @Then("a span {string} of task {string} tells {word} {string}")
    public void oneTells(String name, String task, String attribute, String value) {
        assertThat(named(name, task))
                .as(name)
                .anySatisfy(span -> assertThat(span.attributes().get(attribute)).isEqualTo(value));
    }

    @Then("the span {string} of task {string} has the event {string} and kind {word}")
    public void hasEvent(String name, String task, String event, String kind) {
        assertThat(span(name, task).events()).containsExactly(event);
        assertThat(span(name, task).kind()).isEqualTo(kind);
    }

    @Then("the span {string} of task {string} failed")
    public void failed(String name, String task) {
        assertThat(span(name, task).failed()).as(span(name, task).toString()).isTrue();
    }

    @Then(
            "engine {string} was asked for task {string} below the span {string}, with tracestate {string}")
    public void engineHeard(String engine, String task, String name, String state) {
        JsonNode request = request(engine, task);
        String parent = request.path("traceparent").asString("");
        assertThat(parent).as(request.toString()).hasSize(55).endsWith("-01");
        assertThat(parent.substring(TRACE_FROM, TRACE_TO)).isEqualTo(span(name, task).traceId());
        assertThat(parent.substring(TRACE_TO + 1, SPAN_TO)).isEqualTo(span(name, task).spanId());
        assertThat(request.path("tracestate").asString("")).isEqualTo(state);
    }

    @Then("engine {string} was asked for task {string} with a traceparent like {string}")
    public void engineHeardLike(String engine, String task, String pattern) {
        assertThat(request(engine, task).path("traceparent").asString("")).matches(pattern);
    }

    @Then("engine {string} was asked for task {string} with no traceparent")
    public void engineHeardNothing(String engine, String task) {
        assertThat(request(engine, task).path("body").isEmpty()).isFalse();
        assertThat(request(engine, task).path("traceparent").asString("")).isEmpty();
    }

    @Then("the collector has no span of task {string}")
    public void hasNone(String task) {
        assertThat(of(task)).isEmpty();
    }

    @Then("the collector never had a secret of theirs")
    public void neverHadSecrets() {
        Waiting.untilTrue(
                "the spans of the last task",
                SuiteSettings.SOON,
                () -> collected().text().contains(tasks.id("s10")));
        assertThat(secrets.told()).isNotEmpty();
        String text = collected().text();
        secrets.told().forEach(secret -> assertThat(text).doesNotContain(secret));
    }

    @Then("the collector never had {string}")
    public void neverHad(String text) {
        Waiting.untilTrue(
                "spans at the collector", SuiteSettings.SOON, () -> !collected().spans().isEmpty());
        assertThat(collected().text()).doesNotContain(text);
    }

    @Then("none of the daemon's classes is of OpenTelemetry")
    public void noClasses() {
        String classes = setup.daemon().loadedClasses();
        assertThat(classes).contains("org.llamaorch.orchestrator.trace.TaskTraces");
        assertThat(classes).doesNotContain("io.opentelemetry");
    }

    @Then("the metric trace_spans_total with result {string} comes to be at least {int}")
    public void comesToCount(String result, int least) {
        Waiting.untilTrue(
                least + " spans with result " + result,
                SuiteSettings.SOON,
                () -> counted(result) >= least);
    }

    @Then("the metric trace_spans_total with result {string} comes to be {int}")
    public void comesToCountExactly(String result, int count) {
        Waiting.untilTrue(
                count + " spans with result " + result,
                SuiteSettings.SOON,
                () -> counted(result) >= count);
        assertThat(counted(result)).isEqualTo(count);
    }

    @When("{int} requests for {string} are refused")
    public void requestsAreRefused(int count, String path) {
        for (int i = 0; i < count; i++) {
            assertThat(world.api().get(path).status()).isEqualTo(404);
        }
    }

    private double counted(String result) {
        return world.api()
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith("trace_spans_total{result=\"" + result + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .sum();
    }

    @Then("the log tells that spans are lost, once a minute at most")
    public void toldOfLoss() {
        Waiting.untilTrue(
                "a record of lost spans", SuiteSettings.SOON, () -> !lossesTold().isEmpty());
        List<Instant> told = lossesTold();
        for (int i = 1; i < told.size(); i++) {
            assertThat(Duration.between(told.get(i - 1), told.get(i)).toSeconds())
                    .isGreaterThanOrEqualTo(59);
        }
    }

    private List<Instant> lossesTold() {
        return setup.daemon().records().stream()
                .filter(log ->
                        log.path("action").asString("").equals("lose")
                                && log.path("target").asString("").equals("spans"))
                .map(log -> Instant.parse(log.path("ts").asString("")))
                .toList();
    }

    private JsonNode request(String engine, String task) {
        boolean chat = !idOf(task).equals(tasks.id(task));
        List<JsonNode> requests =
                setup.engine(engine)
                        .requestsWith(chat ? TaskBody.PROMPT : TaskBody.promptMark(task));
        assertThat(requests).as("requests of task " + task).isNotEmpty();
        return requests.getLast();
    }

    private Collector collected() {
        if (collector == null) {
            throw new AssertionError("the scenario has no collector");
        }
        return collector;
    }

    /** The spans of a task: those of the trace that its own span is of, once that is there. */
    private List<ReceivedSpan> of(String task) {
        List<ReceivedSpan> all = collected().spans();
        Optional<String> root =
                all.stream()
                        .filter(span -> span.name().equals("task"))
                        .filter(span -> idOf(task).equals(span.attributes().get(TASK_ID)))
                        .map(ReceivedSpan::traceId)
                        .findFirst();
        return all.stream()
                .filter(span -> root.filter(span.traceId()::equals).isPresent())
                .toList();
    }

    /** The door gives its own. */
    private String idOf(String task) {
        return tasks.admission(task).header("X-Task-Id").orElse(tasks.id(task));
    }

    private List<ReceivedSpan> named(String name, String task) {
        return of(task).stream().filter(span -> span.name().equals(name)).toList();
    }

    private ReceivedSpan span(String name, String task) {
        List<ReceivedSpan> spans = named(name, task);
        assertThat(spans).as(name + " among " + of(task)).isNotEmpty();
        return spans.getLast();
    }

    private static List<String> sorted(List<String> names) {
        return names.stream().sorted().toList();
    }
}
