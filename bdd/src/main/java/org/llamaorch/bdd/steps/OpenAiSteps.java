package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.datatable.DataTable;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamaorch.bdd.target.EventStream;
import org.llamaorch.bdd.target.EventStream.Frame;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;
import tools.jackson.databind.JsonNode;

/** The OpenAI door: chats, whole and streamed. */
public final class OpenAiSteps {

    private static final String PATH = "/v1/chat/completions";

    private static final Pattern TO_TRY = Pattern.compile("(?m)^  curl .* -d '(.*)'$");

    private final World world;
    private final Setup setup;
    private final ScenarioTasks tasks;
    private String vectorsTask = "";
    private String chatTask = "";
    private JsonNode vector = Json.object();

    public OpenAiSteps(World world, Setup setup, ScenarioTasks tasks) {
        this.world = world;
        this.setup = setup;
        this.tasks = tasks;
    }

    @When("a chat {string} is asked of {string} with")
    public void chat(String name, String model, DataTable members) {
        Map<String, String> headers = new HashMap<>();
        String body = body(model, false, members.asMap(), headers);
        world.submitted(
                name,
                world.api().send("POST", PATH, body.getBytes(StandardCharsets.UTF_8), headers));
    }

    /** The body of the command line that a start ends with. */
    @When("what the daemon told people to try is asked of it")
    public void asTold() {
        Matcher told =
                Waiting.until(
                        "the daemon to tell what to try",
                        SuiteSettings.SOON,
                        () ->
                                Optional.of(TO_TRY.matcher(setup.daemon().output()))
                                        .filter(Matcher::find));
        byte[] body = told.group(1).getBytes(StandardCharsets.UTF_8);
        world.last(world.api().send("POST", PATH, body, Map.of()));
    }

    @When("a chat stream {string} is asked of {string} with")
    public void chatStream(String name, String model, DataTable members) {
        open(name, model, true, members.asMap());
    }

    @When("a chat {word} {string} is asked of {string} and left after {int} ms with")
    public void chatLeft(String kind, String name, String model, int afterMs, DataTable members) {
        open(name, model, kind.equals("stream"), members.asMap());
        Waiting.untilTrue(
                "the engine to have the request",
                SuiteSettings.SOON,
                () -> setup.engine("e").running() == 1);
        tasks.stream(name).close();
        assertThat(afterMs).isPositive();
    }

    private void open(String name, String model, boolean streaming, Map<String, String> members) {
        Map<String, String> headers = new HashMap<>();
        String body = body(model, streaming, members, headers);
        tasks.stream(name, EventStream.open(world.api().address(), "POST", PATH, headers, body, 0));
    }

    private String body(
            String model,
            boolean streaming,
            Map<String, String> members,
            Map<String, String> headers) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", tasks.model(model));
        body.put("stream", streaming);
        String fault = members.getOrDefault("fault", "tokens=3");
        String content =
                Setup.hasTarget()
                        ? TaskBody.PROMPT + "."
                        : TaskBody.PROMPT + ". fault: " + fault + ";";
        body.put("messages", List.of(Map.of("role", "user", "content", content)));
        members.forEach((path, value) -> {
            if (path.startsWith("header:")) {
                headers.put(path.substring("header:".length()), value);
            } else if (!path.equals("fault")) {
                DottedPath.set(body, path, Json.value(value));
            }
        });
        return Json.write(body);
    }

    @Then("the chat answers {int} with {int} tokens of content")
    public void chatAnswers(int status, int tokens) {
        assertThat(world.last().status()).as(world.last().text()).isEqualTo(status);
        JsonNode message = world.last().json().at("/choices/0/message");
        assertThat(message.path("role").asString("")).isEqualTo("assistant");
        assertThat(message.path("content").asString("")).isNotBlank();
        assertThat(world.last().json().at("/usage/completion_tokens").asInt()).isEqualTo(tokens);
    }

    @Then("its task has {word} {string}")
    public void itsTaskHas(String member, String value) {
        String id = world.last().header("X-Task-Id").orElseThrow();
        JsonNode task = world.api().get("/v2/tasks/" + id).json();
        assertThat(task.path(member).asString("")).as(task.toString()).isEqualTo(value);
        chatTask = id;
    }

    @Then("it was the same task again")
    public void sameTask() {
        assertThat(world.last().header("X-Task-Id")).contains(chatTask);
    }

    @Then("the vector is kept")
    public void keepVector() {
        vector = world.last().json().at("/data/0/embedding");
        assertThat(vector.size()).isPositive();
    }

    /** Little-endian floats of four bytes, as that API has them. */
    @Then("the vector in base64 is the one that was kept")
    public void sameVector() {
        String text = world.last().json().at("/data/0/embedding").asString("");
        FloatBuffer floats =
                ByteBuffer.wrap(Base64.getDecoder().decode(text))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer();
        assertThat(floats.remaining()).isEqualTo(vector.size());
        for (JsonNode number : vector) {
            assertThat(floats.get()).isEqualTo((float) number.asDouble());
        }
    }

    @Then("the chat answers {int} with content and usage")
    public void chatAnswers(int status) {
        chatAnswers(status, world.last().json().at("/usage/completion_tokens").asInt(-1));
        assertThat(world.last().json().at("/usage/completion_tokens").asInt()).isPositive();
    }

    @Then("the chat stream {string} has content and usage and ends with [DONE]")
    public void streamEnds(String name) {
        List<Frame> frames = tasks.stream(name).awaitEnd(SuiteSettings.START);
        assertThat(frames.getLast().data()).isEqualTo("[DONE]");
        assertThat(contents(frames)).isNotEmpty();
        Frame beforeLast = frames.get(frames.size() - 2);
        assertThat(beforeLast.json().at("/usage/completion_tokens").asInt())
                .as(beforeLast.data())
                .isPositive();
    }

    @Then("the task of chat {string} ends as {word}")
    public void taskEnds(String name, String outcome) {
        String id = tasks.stream(name).header("X-Task-Id").orElseThrow();
        world.awaitOutcome(id, outcome);
    }

    @Then("the chat stream {string} has {int} tokens and ends with [DONE]")
    public void streamEnds(String name, int tokens) {
        List<Frame> frames = tasks.stream(name).awaitEnd(SuiteSettings.START);
        assertThat(frames.getLast().data()).isEqualTo("[DONE]");
        assertThat(contents(frames)).hasSize(tokens);
        assertThat(frames.getFirst().json().at("/choices/0/delta/role").asString(""))
                .isEqualTo("assistant");
    }

    private static List<String> contents(List<Frame> frames) {
        return frames.stream()
                .filter(frame -> !frame.data().equals("[DONE]"))
                .map(frame -> frame.json().at("/choices/0/delta/content").asString(""))
                .filter(content -> !content.isEmpty())
                .toList();
    }

    @Then("the chat stream {string} tells usage of {int} tokens")
    public void tellsUsage(String name, int tokens) {
        List<Frame> frames = tasks.stream(name).awaitEnd(SuiteSettings.START);
        Frame beforeLast = frames.get(frames.size() - 2);
        assertThat(beforeLast.json().path("choices").isEmpty()).as(beforeLast.data()).isTrue();
        assertThat(beforeLast.json().at("/usage/completion_tokens").asInt()).isEqualTo(tokens);
    }

    @Then("the chat stream {string} tells no usage")
    public void tellsNoUsage(String name) {
        List<Frame> frames = tasks.stream(name).awaitEnd(SuiteSettings.START);
        assertThat(frames.getLast().data()).isEqualTo("[DONE]");
        assertThat(frames.subList(0, frames.size() - 1))
                .allSatisfy(frame ->
                        assertThat(frame.json().path("choices").isEmpty())
                                .as(frame.data())
                                .isFalse());
    }

    @When("the chat stream {string} is left after {int} tokens")
    public void leftAfter(String name, int tokens) {
        Waiting.untilTrue(
                tokens + " tokens of " + name,
                SuiteSettings.SOON,
                () -> contents(tasks.stream(name).frames()).size() >= tokens);
        tasks.stream(name).close();
    }

    @When("the task of chat {string} is opened on \\/v2 as {string}")
    public void openTask(String name, String listener) {
        String id = tasks.stream(name).header("X-Task-Id").orElseThrow();
        tasks.stream(
                listener,
                EventStream.open(
                        world.api().address(),
                        "GET",
                        "/v2/tasks/" + id + "/events",
                        Map.of(),
                        null,
                        0));
    }

    @Then("{string} has {int} token frames of text")
    public void tokenFrames(String listener, int count) {
        assertThat(
                        tasks.stream(listener).frames().stream()
                                .filter(frame -> frame.event().equals("token"))
                                .filter(frame -> !frame.json().path("t").asString("").isEmpty()))
                .hasSize(count);
    }

    /** Its task is known by an id of the client's. */
    @When(
            "vectors {string} are asked of {string} and their client leaves once engine {string} has"
                    + " the request")
    public void vectorsLeft(String name, String model, String engine) {
        String body = Json.write(Map.of("model", tasks.model(model), "input", "a text"));
        tasks.stream(
                name,
                EventStream.open(
                        world.api().address(), "POST", "/v1/embeddings", Map.of(), body, 0));
        Waiting.untilTrue(
                "the engine to have the request",
                SuiteSettings.SOON,
                () -> setup.engine(engine).running() == 1);
        vectorsTask = newestTask();
        tasks.stream(name).close();
    }

    @Then("the task of vectors {string} ends as {word}")
    public void vectorsEnd(String name, String outcome) {
        assertThat(tasks.hasStream(name)).isTrue();
        world.awaitOutcome(vectorsTask, outcome);
    }

    private String newestTask() {
        return world.api().get("/v2/tasks").json().at("/tasks/0/task_id").asString("");
    }
}
