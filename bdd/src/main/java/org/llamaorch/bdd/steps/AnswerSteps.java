package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.datatable.DataTable;
import io.cucumber.java.en.Then;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;
import tools.jackson.databind.JsonNode;

/** What answers, metrics and log records say. */
public final class AnswerSteps {

    private static final List<String> SERIES =
            List.of(
                    "tasks_enqueued_total",
                    "tasks_started_total",
                    "tasks_canceled_total",
                    "tasks_rejected_total",
                    "queue_depth",
                    "kv_cache_usage_ratio",
                    "gpu_utilization",
                    "vram_used_bytes",
                    "latency_first_token_ms",
                    "latency_decode_ms",
                    "tokens_in_total",
                    "tokens_out_total",
                    "admission_backpressure_events_total",
                    "catalog_verifications_total",
                    "model_state",
                    "placement_decisions_total",
                    "placement_candidates_considered");

    private final World world;
    private final Setup setup;
    private final ScenarioTasks tasks;

    public AnswerSteps(World world, Setup setup, ScenarioTasks tasks) {
        this.world = world;
        this.setup = setup;
        this.tasks = tasks;
    }

    @Then("the answer's member {string} is a number")
    public void memberIsNumber(String pointer) {
        assertThat(world.last().json().at(pointer).isNumber()).as(world.last().text()).isTrue();
    }

    @Then("the answer's member {string} is a list of {int}")
    public void memberIsList(String pointer, int size) {
        assertThat(world.last().json().at(pointer).size()).as(world.last().text()).isEqualTo(size);
    }

    /** Its elements, joined by a comma. */
    @Then("the answer's list {string} is {string}")
    public void list(String pointer, String expected) {
        List<String> elements = new ArrayList<>();
        world.last().json().at(pointer).forEach(each -> elements.add(each.asString("")));
        assertThat(String.join(", ", elements)).as(world.last().text()).isEqualTo(expected);
    }

    @Then("the answer has a member {string}")
    public void hasMember(String pointer) {
        assertThat(world.last().json().at(pointer).asString(""))
                .as(world.last().text())
                .isNotBlank();
    }

    @Then("the answer's member {string} contains {string}")
    public void memberContains(String pointer, String part) {
        assertThat(world.last().json().at(pointer).asString(""))
                .as(world.last().text())
                .contains(part);
    }

    @Then("each of these is answered so")
    public void eachIsAnswered(DataTable requestsAndStatuses) {
        for (List<String> row : requestsAndStatuses.asLists()) {
            String[] request = row.getFirst().split(" ", 2);
            Answer answer = world.api().send(request[0], request[1], null, Map.of());
            assertThat(answer.status())
                    .as(row.getFirst() + " " + answer.text())
                    .isEqualTo(Integer.parseInt(row.get(1)));
        }
    }

    @Then("tasks {string} and {string} have different ids")
    public void differentIds(String first, String second) {
        assertThat(tasks.admission(second).json().path("task_id").asString("a"))
                .isNotEqualTo(tasks.admission(first).json().path("task_id").asString("b"));
    }

    @Then("the answer has no header {string}")
    public void noHeader(String name) {
        assertThat(world.last().header(name)).isEmpty();
    }

    @Then("the answer's member {string} is a list of numbers")
    public void memberIsNumbers(String pointer) {
        JsonNode list = world.last().json().at(pointer);
        assertThat(list).as(world.last().text()).isNotEmpty().allMatch(JsonNode::isNumber);
    }

    @Then("the answer's member {string} names task {string}")
    public void memberNames(String pointer, String task) {
        assertThat(world.last().json().at(pointer).asString("")).contains(tasks.id(task));
    }

    @Then("the answer's header {string} is a UUID")
    public void headerIsUuid(String name) {
        String value = world.last().header(name).orElseThrow();
        assertThat(UUID.fromString(value)).hasToString(value);
    }

    @Then("every series of the contract is there")
    public void everySeries() {
        String text = world.last().text();
        for (String name : SERIES) {
            assertThat(text).contains("# HELP " + name + " ").contains("# TYPE " + name + " ");
        }
    }

    @Then("the metric {string} with {word} {string} and {word} {string} is {int}")
    public void metricIs(
            String name, String label1, String value1, String label2, String value2, int expected) {
        Waiting.untilTrue(
                name + " to be " + expected,
                SuiteSettings.SOON,
                () -> sum(name, label1, value1, label2, value2) == expected);
    }

    @Then("the metric {string} with {word} {string} is {int}")
    public void metricIs(String name, String label, String value, int expected) {
        metricIs(name, label, value, label, value, expected);
    }

    @Then("the metric {string} with {word} {string} is more than {int}")
    public void metricIsMore(String name, String label, String value, int least) {
        assertThat(sum(name, label, value, label, value)).isGreaterThan(least);
    }

    @Then("the metric {string} with {word} {string} comes to be above {int} and below {int}")
    public void metricComesBetween(String name, String label, String value, int below, int above) {
        Waiting.untilTrue(
                name + " to be between " + below + " and " + above,
                SuiteSettings.SOON,
                () -> {
                    double is = sum(name, label, value, label, value);
                    return is > below && is < above;
                });
    }

    /** Of what counts, what was counted since the scenario took its daemon. */
    private double sum(String name, String label1, String value1, String label2, String value2) {
        double now = sum(world.api().get("/metrics").text(), name, label1, value1, label2, value2);
        boolean counts = name.matches(".*_(total|count|sum|bucket)");
        return counts && now >= 0
                ? now
                        - Math.max(
                                0, sum(setup.countedBefore(), name, label1, value1, label2, value2))
                : now;
    }

    private static double sum(
            String metrics,
            String name,
            String label1,
            String value1,
            String label2,
            String value2) {
        Pattern line = Pattern.compile("(?m)^" + Pattern.quote(name) + "\\{([^}]*)} ([^\\s]+)");
        Matcher matcher = line.matcher(metrics);
        double sum = 0;
        boolean found = false;
        while (matcher.find()) {
            String labels = matcher.group(1);
            if (labels.contains(label1 + "=\"" + value1 + "\"")
                    && labels.contains(label2 + "=\"" + value2 + "\"")) {
                sum += Double.parseDouble(matcher.group(2));
                found = true;
            }
        }
        return found ? sum : -1;
    }

    @Then("the log tells of the admission of task {string}")
    public void logTellsAdmission(String task) {
        JsonNode log =
                Waiting.until(
                        "a log record of the admission",
                        SuiteSettings.SOON,
                        () ->
                                setup.daemon().records().stream()
                                        .filter(record ->
                                                record.path("task_id")
                                                                .asString("")
                                                                .equals(tasks.id(task))
                                                        && record.has("queue_position"))
                                        .findFirst());
        assertThat(log.propertyNames())
                .contains("human", "actor", "action", "correlation_id", "predicted_start_ms");
        assertThat(log.path("human").asString("")).isNotBlank().doesNotContain(tasks.id(task));
        assertThat(log.toString()).doesNotContain(TaskBody.PROMPT);
    }

    @Then("the log says that nothing is kept")
    public void logSaysNothingIsKept() {
        assertThat(
                        setup.daemon().records().stream()
                                .map(record -> record.path("human").asString("")))
                .anyMatch(human -> human.startsWith("Nothing is written down"));
    }

    @Then("the transcript of {string} has the events {string}")
    public void transcriptHas(String task, String events) {
        assertThat(transcript(task)).isEqualTo(DaemonSteps.names(events));
    }

    @Then("the transcript of {string} ends with the event {string}")
    public void transcriptEnds(String task, String event) {
        assertThat(transcript(task)).endsWith(event);
    }

    @Then(
            "each of the {int} tasks {string} has its transcript at the first question, the latest"
                    + " first")
    public void transcriptsAtOnce(int count, String name) {
        for (int i = count; i >= 1; i--) {
            Answer listed = transcripts(name + i);
            assertThat(listed.json().path("artifacts").size()).as(name + i).isEqualTo(1);
        }
    }

    private Answer transcripts(String task) {
        return world.api().get("/v2/artifacts?kind=transcript&tag=task:" + tasks.id(task));
    }

    private List<String> transcript(String task) {
        String id =
                Waiting.until(
                        "a transcript of " + task,
                        SuiteSettings.SOON,
                        () -> {
                            JsonNode list = transcripts(task).json();
                            JsonNode first =
                                    (list.has("artifacts") ? list.path("artifacts") : list).path(0);
                            return first.isMissingNode()
                                    ? java.util.Optional.<String>empty()
                                    : java.util.Optional.of(first.path("id").asString(""));
                        });
        JsonNode document = world.api().get("/v2/artifacts/" + id).json();
        JsonNode content = document.has("content") ? document.path("content") : document;
        List<String> types = new ArrayList<>();
        content.path("events").forEach(event -> types.add(event.path("type").asString("")));
        return types;
    }
}
