package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.llamaorch.bdd.target.EventStream;
import org.llamaorch.bdd.target.EventStream.Frame;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;

/** Event streams of tasks: opened, left, resumed, compared. */
public final class StreamSteps {

    private final World world;
    private final ScenarioTasks tasks;
    private final Map<String, List<Frame>> kept = new HashMap<>();

    public StreamSteps(World world, ScenarioTasks tasks) {
        this.world = world;
        this.tasks = tasks;
    }

    @When("the stream of {string} is opened")
    public void open(String task) {
        open(task, task, "", Map.of());
    }

    @When("the stream of {string} is opened as {string}")
    public void openAs(String task, String listener) {
        open(task, listener, "", Map.of());
    }

    @When("the stream of {string} is opened as {string} from {int}")
    public void openFrom(String task, String listener, int from) {
        open(task, listener, "?from=" + from, Map.of());
    }

    @When("the stream of {string} is opened as {string} after frame {int}")
    public void openAfter(String task, String listener, int lastEventId) {
        open(task, listener, "", Map.of("Last-Event-ID", Integer.toString(lastEventId)));
    }

    @When("the stream of {string} is opened as {string} with query {string}")
    public void openWith(String task, String listener, String query) {
        open(task, listener, query, Map.of());
    }

    private void open(String task, String listener, String query, Map<String, String> headers) {
        tasks.stream(
                listener,
                EventStream.open(
                        world.api().address(),
                        "GET",
                        "/v2/tasks/" + tasks.id(task) + "/events" + query,
                        headers,
                        null,
                        0));
    }

    @Given("a listener {string} of {string} that reads nothing")
    public void openSilent(String listener, String task) {
        tasks.stream(
                listener,
                EventStream.open(
                        world.api().address(),
                        "GET",
                        "/v2/tasks/" + tasks.id(task) + "/events",
                        Map.of(),
                        null,
                        2048));
    }

    @When("{string} begins to read")
    public void beginsToRead(String listener) {
        tasks.stream(listener).beginToRead();
    }

    @When("{string} has received {int} token(s)")
    public void hasReceived(String listener, int count) {
        tasks.stream(listener).await("token", count, SuiteSettings.SOON);
    }

    @When("{string} has received the frame {word}")
    public void hasReceivedFrame(String listener, String event) {
        tasks.stream(listener).await(event, 1, SuiteSettings.SOON);
    }

    @When("{string} leaves")
    public void leaves(String listener) {
        kept.put(listener, tasks.stream(listener).numbered());
        tasks.stream(listener).close();
    }

    @When("{string} half-closes")
    public void halfCloses(String listener) {
        tasks.stream(listener).halfClose();
    }

    @Then("the stream {string} answers {int}")
    public void answers(String listener, int status) {
        assertThat(tasks.stream(listener).status(SuiteSettings.SOON)).isEqualTo(status);
    }

    @Then("the stream {string} has header {string} with {string}")
    public void hasHeader(String listener, String name, String value) {
        tasks.stream(listener).status(SuiteSettings.SOON);
        assertThat(tasks.stream(listener).header(name))
                .isPresent()
                .hasValueSatisfying(given -> assertThat(given).contains(value));
    }

    @Then("{string} ends with {word}")
    public void endsWith(String listener, String expected) {
        List<Frame> frames = tasks.stream(listener).awaitEnd(SuiteSettings.START);
        assertThat(frames).isNotEmpty();
        Frame last = frames.getLast();
        String seen =
                last.event().equals("error") ? last.json().path("code").asString("") : last.event();
        assertThat(seen).as(frames.toString()).isEqualTo(expected);
        assertThat(
                        frames.stream()
                                .filter(f -> f.event().equals("end") || f.event().equals("error"))
                                .count())
                .as("exactly one terminal frame")
                .isEqualTo(1);
    }

    /** started first, then tokens counted from 0, ids without a gap. */
    @Then("{string} has {int} tokens in order")
    public void tokensInOrder(String listener, int count) {
        List<Frame> numbered = tasks.stream(listener).numbered();
        assertThat(numbered.getFirst().event()).isEqualTo("started");
        List<Frame> tokens = numbered.stream().filter(f -> f.event().equals("token")).toList();
        assertThat(tokens).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(tokens.get(i).json().path("i").asInt(-1)).isEqualTo(i);
        }
        for (int i = 0; i < numbered.size(); i++) {
            assertThat(numbered.get(i).id()).isEqualTo(Integer.toString(i));
        }
    }

    @Then("{string} has {int} tokens before its end")
    public void tokensBeforeEnd(String listener, int count) {
        assertThat(tasks.stream(listener).frames().stream().filter(f -> f.event().equals("token")))
                .hasSize(count);
    }

    @Then("the text of {string} contains {string}")
    public void textContains(String listener, String part) {
        assertThat(text(listener)).contains(part);
    }

    private String text(String listener) {
        return tasks.stream(listener).text();
    }

    /** The connection ended, and no frame says that the task did. */
    @Then("{string} is cut off")
    public void isCutOff(String listener) {
        assertThat(tasks.stream(listener).awaitEnd(SuiteSettings.START))
                .isNotEmpty()
                .noneMatch(f -> f.event().equals("end") || f.event().equals("error"));
    }

    @Then("{string} has its tokens in order")
    public void tokensInOrder(String listener) {
        int count =
                (int)
                        tasks.stream(listener).numbered().stream()
                                .filter(f -> f.event().equals("token"))
                                .count();
        assertThat(count).isPositive();
        tokensInOrder(listener, count);
    }

    @Then("{string} has no {word} frame")
    public void hasNo(String listener, String event) {
        assertThat(tasks.stream(listener).frames().stream().map(Frame::event))
                .doesNotContain(event);
    }

    @Then("the frame {word} of {string} has {word} {string}")
    public void frameHas(String event, String listener, String member, String value) {
        Frame frame = tasks.stream(listener).await(event, 1, SuiteSettings.SOON);
        assertThat(frame.json().path(member).asString("")).as(frame.data()).isEqualTo(value);
    }

    @Then("the frame {word} of {string} has the members {string}")
    public void frameHasMembers(String event, String listener, String members) {
        Frame frame = tasks.stream(listener).await(event, 1, SuiteSettings.SOON);
        assertThat(frame.json().propertyNames())
                .as(frame.data())
                .containsAll(DaemonSteps.names(members));
    }

    @Then("a metrics frame of {string} has {word} {string}")
    public void metricsFrameHas(String listener, String member, String value) {
        Waiting.untilTrue(
                "a metrics frame with " + member + " " + value,
                SuiteSettings.SOON,
                () ->
                        tasks.stream(listener).frames().stream()
                                .anyMatch(f ->
                                        f.event().equals("metrics")
                                                && f.json()
                                                        .path(member)
                                                        .asString("")
                                                        .equals(value)));
    }

    @Then("metrics frames of {string} have no id")
    public void metricsWithoutId(String listener) {
        List<Frame> metrics =
                tasks.stream(listener).frames().stream()
                        .filter(f -> f.event().equals("metrics"))
                        .toList();
        assertThat(metrics).isNotEmpty().allSatisfy(frame -> assertThat(frame.id()).isNull());
    }

    /** Byte for byte. */
    @Then("{string} and {string} together have the numbered frames of {string}")
    public void together(String first, String second, String whole) {
        String before = bytes(kept.getOrDefault(first, tasks.stream(first).numbered()));
        assertThat(before + bytes(tasks.stream(second).numbered()))
                .isEqualTo(bytes(tasks.stream(whole).numbered()));
    }

    @Then("{string} and {string} have the same numbered frames")
    public void same(String first, String second) {
        assertThat(bytes(tasks.stream(first).numbered()))
                .isNotEmpty()
                .isEqualTo(bytes(tasks.stream(second).numbered()));
    }

    /** What a listener that left had is the beginning of what another has. */
    @Then("what {string} had is how {string} begins")
    public void begins(String first, String second) {
        String had = bytes(kept.getOrDefault(first, tasks.stream(first).numbered()));
        assertThat(had).isNotEmpty();
        assertThat(bytes(tasks.stream(second).numbered())).startsWith(had);
    }

    @Then("{string} receives a comment within {int} ms")
    public void receivesComment(String listener, int limitMs) {
        Waiting.untilTrue(
                "a comment",
                java.time.Duration.ofMillis(limitMs),
                () -> tasks.stream(listener).comments() > 0);
    }

    @When("the stream of {string} is opened as {string} after the last frame of {string}")
    public void openAfterLast(String task, String listener, String gone) {
        List<Frame> had = kept.getOrDefault(gone, tasks.stream(gone).numbered());
        String lastId = had.getLast().id();
        open(task, listener, "", Map.of("Last-Event-ID", lastId == null ? "" : lastId));
    }

    @Then("the first frame of {string} has id {string}")
    public void firstFrameHasId(String listener, String id) {
        assertThat(tasks.stream(listener).numbered().getFirst().id()).isEqualTo(id);
    }

    @Then("every frame of {string} is whole characters")
    public void wholeCharacters(String listener) {
        assertThat(text(listener))
                .doesNotContain("\uFFFD")
                .matches(
                        all -> all.codePoints().anyMatch(c -> c > 127),
                        "holds the character that came in halves");
    }

    private static String bytes(List<Frame> frames) {
        return String.join("", frames.stream().map(Frame::raw).toList());
    }
}
