package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.target.OpenAiClient;
import org.opentest4j.TestAbortedException;
import tools.jackson.databind.JsonNode;

/** The published clients of the OpenAI API, and what they got. */
public final class ClientSteps {

    private final World world;
    private @Nullable OpenAiClient client;
    private JsonNode got = Json.object();

    public ClientSteps(World world) {
        this.world = world;
    }

    @Given("the openai package of {word} for model {string}")
    public void aClient(String language, String model) {
        OpenAiClient.Language which =
                OpenAiClient.Language.valueOf(language.toUpperCase(Locale.ROOT));
        OpenAiClient.missing(which)
                .ifPresent(reason -> {
                    throw new TestAbortedException(reason);
                });
        OpenAiClient started = OpenAiClient.start(which, world.api().address(), model);
        client = started;
        world.closeWithScenario(started);
    }

    @When("the client asks for {word}")
    public void asks(String action) {
        if (client == null) {
            throw new AssertionError("the scenario has no client");
        }
        got = client.ask(action);
    }

    @Then("the client got {word} {string}")
    public void got(String member, String value) {
        assertThat(got.path(member).asString("")).as(got.toString()).isEqualTo(value);
    }

    @Then("the client got a(n) {word}")
    public void gotSome(String member) {
        assertThat(got.path(member).asString("")).as(got.toString()).isNotBlank();
    }

    @Then("the client got at least {int} {word}")
    public void gotAtLeast(int least, String member) {
        assertThat(got.path(member).asInt(-1)).as(got.toString()).isGreaterThanOrEqualTo(least);
    }

    @Then("the client got {string} among its {word}")
    public void gotAmong(String value, String member) {
        assertThat(got.path(member).valueStream().map(each -> each.asString("")))
                .as(got.toString())
                .contains(value);
    }

    @Then("the task that the client left ends as {word}")
    public void leftEnds(String outcome) {
        String id = got.path("task_id").asString("");
        assertThat(id).isNotBlank();
        world.awaitOutcome(id, outcome);
    }
}
