package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Then;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamaorch.bdd.target.EventStream;
import org.llamaorch.bdd.target.EventStream.Frame;
import org.llamaorch.bdd.target.SuiteSettings;
import tools.jackson.databind.JsonNode;

/** What a real engine answers at the OpenAI door beyond text: calls, forms, probabilities. */
public final class EngineAnswerSteps {

    private static final double SUM_OF_PROBABILITIES = 1.000_1;

    private final World world;
    private final ScenarioTasks tasks;

    public EngineAnswerSteps(World world, ScenarioTasks tasks) {
        this.world = world;
        this.tasks = tasks;
    }

    @Then("the chat calls the tool {string} with the member {string} as one of {string}")
    public void calls(String tool, String member, String values) {
        JsonNode choice = world.last().json().at("/choices/0");
        assertThat(choice.path("finish_reason").asString("")).isEqualTo("tool_calls");
        JsonNode call = choice.at("/message/tool_calls/0");
        assertThat(choice.at("/message/tool_calls").size()).as(choice.toString()).isEqualTo(1);
        assertThat(call.path("id").asString("")).isNotBlank();
        assertThat(call.path("type").asString("")).isEqualTo("function");
        called(call.at("/function/name"), call.at("/function/arguments"), tool, member, values);
    }

    /** The first piece names the call; the others only add to its arguments. */
    @Then(
            "the chat stream {string} calls the tool {string} in at least {int} pieces, with the"
                    + " member {string} as one of {string}")
    public void streamCalls(String name, String tool, int least, String member, String values) {
        List<JsonNode> pieces = new ArrayList<>();
        StringBuilder arguments = new StringBuilder();
        String finish = "";
        for (JsonNode chunk : chunks(name)) {
            JsonNode choice = chunk.at("/choices/0");
            for (JsonNode piece : choice.at("/delta/tool_calls")) {
                assertThat(piece.path("index").asInt(-1)).as(piece.toString()).isZero();
                pieces.add(piece);
                arguments.append(piece.at("/function/arguments").asString(""));
            }
            finish = choice.path("finish_reason").asString(finish);
        }
        assertThat(pieces).hasSizeGreaterThanOrEqualTo(least);
        assertThat(pieces.getFirst().path("id").asString("")).isNotBlank();
        assertThat(finish).isEqualTo("tool_calls");
        JsonNode whole = Json.MAPPER.valueToTree(arguments.toString());
        called(pieces.getFirst().at("/function/name"), whole, tool, member, values);
    }

    private static void called(
            JsonNode name, JsonNode arguments, String tool, String member, String values) {
        assertThat(name.asString("")).isEqualTo(tool);
        JsonNode given = Json.read(arguments.asString(""));
        assertThat(DaemonSteps.names(values)).contains(given.path(member).asString(""));
    }

    /** As the engine made it, and as it is kept for who comes later. */
    @Then("every chunk of the chat stream {string} is the delta of a frame on \\/v2")
    public void keptWhole(String name) {
        String id = tasks.stream(name).header("X-Task-Id").orElseThrow();
        EventStream events =
                EventStream.open(
                        world.api().address(),
                        "GET",
                        "/v2/tasks/" + id + "/events",
                        Map.of(),
                        null,
                        0);
        tasks.stream(name + " on /v2", events);
        List<JsonNode> kept =
                events.awaitEnd(SuiteSettings.START).stream()
                        .filter(frame -> frame.event().equals("token"))
                        .map(frame -> frame.json().path("delta"))
                        .toList();
        assertThat(chunks(name)).isNotEmpty().isEqualTo(kept);
        assertThat(events.frames().getLast().json().path("finish_reason").asString(""))
                .isEqualTo("tool_calls");
    }

    private List<JsonNode> chunks(String name) {
        List<Frame> frames = tasks.stream(name).awaitEnd(SuiteSettings.START);
        assertThat(frames.getLast().data()).isEqualTo("[DONE]");
        return frames.subList(0, frames.size() - 1).stream().map(Frame::json).toList();
    }

    @Then(
            "the chat's content is JSON whose {string} is one of {string} and whose {string} is {int} to {int}")
    public void matches(String member, String values, String number, int least, int most) {
        String content = content(0);
        JsonNode read = Json.read(content);
        assertThat(DaemonSteps.names(values)).as(content).contains(read.path(member).asString(""));
        assertThat(read.path(number).isIntegralNumber()).as(content).isTrue();
        assertThat(read.path(number).asInt()).as(content).isBetween(least, most);
        assertThat(read.propertyNames()).containsExactlyInAnyOrder(member, number);
    }

    @Then("the chat's content is one of {string}")
    public void oneOf(String values) {
        assertThat(DaemonSteps.names(values)).contains(content(0));
    }

    private String content(int choice) {
        return world.last().json().at("/choices/" + choice + "/message/content").asString("");
    }

    @Then("the chat tells the probabilities of {int} tokens, each with {int} candidates")
    public void probabilities(int tokens, int candidates) {
        told(world.last().json().at("/choices/0/logprobs/content").valueStream().toList())
                .tell(tokens, candidates);
    }

    @Then(
            "the chat stream {string} tells the probabilities of {int} tokens, each with {int} candidates")
    public void streamProbabilities(String name, int tokens, int candidates) {
        told(chunks(name).stream()
                        .flatMap(chunk -> chunk.at("/choices/0/logprobs/content").valueStream())
                        .toList())
                .tell(tokens, candidates);
    }

    private static Told told(List<JsonNode> tokens) {
        return new Told(tokens);
    }

    private record Told(List<JsonNode> tokens) {

        void tell(int count, int candidates) {
            assertThat(tokens).hasSize(count);
            for (JsonNode token : tokens) {
                JsonNode top = token.path("top_logprobs");
                assertThat(top.size()).as(token.toString()).isEqualTo(candidates);
                double sum = 0;
                for (JsonNode candidate : top) {
                    sum += Math.exp(candidate.path("logprob").asDouble(1));
                }
                assertThat(sum).as(token.toString()).isPositive().isLessThan(SUM_OF_PROBABILITIES);
                assertThat(token.path("logprob").asDouble(1)).isNotPositive();
            }
        }
    }

    @Then("the chat has {int} choices, each with content")
    public void choices(int count) {
        JsonNode choices = world.last().json().path("choices");
        assertThat(choices.size()).as(world.last().text()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            assertThat(choices.get(i).path("index").asInt(-1)).isEqualTo(i);
            assertThat(content(i)).isNotEmpty();
        }
    }

    @Then("the chat stream {string} has pieces of {int} choices, and each finishes as {string}")
    public void streamedChoices(String name, int count, String reason) {
        List<JsonNode> pieces =
                chunks(name).stream()
                        .flatMap(chunk -> chunk.path("choices").valueStream())
                        .toList();
        for (int i = 0; i < count; i++) {
            int index = i;
            List<JsonNode> own =
                    pieces.stream().filter(p -> p.path("index").asInt(-1) == index).toList();
            assertThat(own.stream().map(p -> p.at("/delta/content").asString("")))
                    .anyMatch(content -> !content.isEmpty());
            Optional<String> finish =
                    own.stream()
                            .map(p -> p.path("finish_reason").asString(""))
                            .filter(told -> !told.isEmpty())
                            .findFirst();
            assertThat(finish).contains(reason);
        }
    }
}
