package org.llamaorch.bdd.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import java.util.Map;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.Api;
import tools.jackson.databind.JsonNode;

/** What engines are told to do wrong, and what they saw. */
public final class EngineSteps {

    private final World world;

    public EngineSteps(World world) {
        this.world = world;
    }

    @Given("the next {int} requests to engine {string} are told {string}")
    public void nextRequests(int count, String engine, String script) {
        Answer answer =
                new Api(world.engine(engine).address())
                        .post(
                                "/fault/script",
                                Json.write(Map.of("count", count, "script", script)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @Then("the last body at engine {string} has the member {word}")
    public void lastBodyHas(String engine, String member) {
        assertThat(lastBody(engine).has(member)).as(lastBody(engine).toString()).isTrue();
    }

    @Then("the last body at engine {string} has no member {word}")
    public void lastBodyHasNot(String engine, String member) {
        assertThat(lastBody(engine).isEmpty()).isFalse();
        assertThat(lastBody(engine).has(member)).as(lastBody(engine).toString()).isFalse();
    }

    private JsonNode lastBody(String engine) {
        JsonNode bodies = world.engine(engine).stats().path("last_bodies");
        return bodies.path(bodies.size() - 1);
    }
}
