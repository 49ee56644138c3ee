package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.util.List;
import java.util.Map;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.Api;
import tools.jackson.databind.JsonNode;

/** What engines are told to do wrong, and what they saw. */
public final class EngineSteps {

    private final Setup setup;

    public EngineSteps(Setup setup) {
        this.setup = setup;
    }

    @Given("the next {int} requests to engine {string} are told {string}")
    public void nextRequests(int count, String engine, String script) {
        setup.daemon(); // whose own look at the engine must not use them up
        Answer answer =
                new Api(setup.engine(engine).address())
                        .post(
                                "/fault/script",
                                Json.write(Map.of("requests", count, "script", script)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @When("engine {string} says that it is {word}")
    public void says(String engine, String state) {
        setup.daemon(); // which looks at an engine that is well when it starts
        Answer answer =
                new Api(setup.engine(engine).address())
                        .post("/fault/health", Json.write(Map.of("state", state)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @Then("engine {string} has no request of task {string}")
    public void noRequestOf(String engine, String task) {
        assertThat(setup.engine(engine).requestsWith(TaskBody.promptMark(task))).isEmpty();
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

    @Then("engine {string} never ran two requests during task {string}")
    public void ranAlone(String engine, String task) {
        JsonNode request = requestOf(engine, task);
        assertThat(request.path("running_most").asInt()).as(request.toString()).isEqualTo(1);
    }

    @Then("the last body of task {string} at engine {string} has {word} {string}")
    public void bodyOfTaskHas(String task, String engine, String member, String value) {
        JsonNode body = requestOf(engine, task).path("body");
        assertThat(body.path(member).asString("")).as(body.toString()).isEqualTo(value);
    }

    private JsonNode requestOf(String engine, String task) {
        List<JsonNode> requests = setup.engine(engine).requestsWith(TaskBody.promptMark(task));
        assertThat(requests).as("requests of task " + task).isNotEmpty();
        return requests.getLast();
    }

    private JsonNode lastBody(String engine) {
        List<JsonNode> requests = setup.engine(engine).requestsWith(TaskBody.PROMPT);
        return requests.isEmpty() ? Json.object() : requests.getLast().path("body");
    }
}
