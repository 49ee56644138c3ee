package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.ChildProcess;
import org.llamaorch.bdd.target.SuiteSettings;

/** The promise that the same seed gives the same bytes, wherever it is decoded (ORCH-3045). */
public final class DeterminismSteps {

    private static final Pattern FRAME = Pattern.compile("\n\n");

    private final World world;
    private final ScenarioFolder folder;
    private final List<String> left = new ArrayList<>();
    private final List<String> right = new ArrayList<>();
    private @Nullable Map<String, Object> sent;

    public DeterminismSteps(World world, ScenarioFolder folder) {
        this.world = world;
        this.folder = folder;
    }

    @When("seed {int} is decoded strictly by {string}")
    public void decodedOne(int seed, String pool) {
        Map<String, Object> request = request(seed, pool);
        left.add(stream(submitted(request)));
        sent = request;
    }

    @Then("a replay of it says {string}")
    public void replaySays(String text) {
        replay(request(), 0, text);
    }

    @Then("a replay of it with seed {int} says {string}")
    public void replayOfAnotherSays(int seed, String text) {
        Map<String, Object> other = new LinkedHashMap<>(request());
        other.put("seed", seed);
        replay(other, 1, text);
    }

    private void replay(Map<String, Object> request, int exitCode, String text) {
        Path file = folder.path().resolve("request.json");
        try {
            Files.writeString(file, Json.write(request));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ChildProcess command =
                ChildProcess.start(
                        List.of(
                                Setup.settings().launcher().toString(),
                                "replay",
                                id(request),
                                file.toString(),
                                "--addr",
                                world.api().address().toString()),
                        Map.of(),
                        folder.newLog());
        int code = command.awaitExit(SuiteSettings.START);
        assertThat(command.output()).contains(text);
        assertThat(code).as(command.output()).isEqualTo(exitCode);
    }

    private Map<String, Object> request() {
        if (sent == null) {
            throw new AssertionError("the scenario has decoded nothing");
        }
        return sent;
    }

    @When("{int} seeds are decoded strictly by {string} and by {string}")
    public void decoded(int seeds, String one, String other) {
        for (int seed = 1; seed <= seeds; seed++) {
            // One after the other: two engines at once would wait for each other's processors.
            left.add(stream(submitted(request(seed, one))));
            right.add(stream(submitted(request(seed, other))));
        }
    }

    @Then("each seed gave the same stream on both, byte for byte")
    public void same() {
        assertThat(left.size()).isPositive();
        for (int seed = 1; seed <= left.size(); seed++) {
            assertThat(right.get(seed - 1)).as("seed %d", seed).isEqualTo(left.get(seed - 1));
        }
    }

    @Then("the seeds gave at least {int} different streams")
    public void different(int least) {
        assertThat(new HashSet<>(left).size()).isGreaterThanOrEqualTo(least);
    }

    private static Map<String, Object> request(int seed, String pool) {
        Map<String, Object> body = TaskBody.withoutId(pool, "My favourite place on earth is");
        body.put("task_id", UUID.randomUUID().toString());
        body.put("max_tokens", 8);
        body.put("seed", seed);
        body.put("determinism", "strict");
        body.put("sampling", Map.of("temperature", 1.0));
        body.put("placement", Map.of("mode", "pin", "pin_pool_id", pool));
        return body;
    }

    /** Its id. */
    private String submitted(Map<String, Object> request) {
        Answer answer = world.api().post("/v2/tasks", Json.write(request));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return id(request);
    }

    private static String id(Map<String, Object> request) {
        return String.valueOf(request.get("task_id"));
    }

    /**
     * Its token frames as they were sent, then the digest that its end tells. What has no number,
     * metrics and comments, comes when it comes.
     */
    private String stream(String id) {
        String frames = world.api().get("/v2/tasks/" + id + "/events").text();
        int end = frames.indexOf("event: end\n");
        assertThat(end).as(frames).isPositive();
        String digest =
                Json.read(
                                frames.substring(frames.indexOf("data: ", end) + "data: ".length())
                                        .strip())
                        .path("stream_digest")
                        .asString("");
        assertThat(digest).as(frames).isNotBlank();
        return FRAME.splitAsStream(frames.substring(0, end))
                        .filter(frame -> frame.contains("event: token\n"))
                        .collect(Collectors.joining("\n\n"))
                + digest;
    }
}
