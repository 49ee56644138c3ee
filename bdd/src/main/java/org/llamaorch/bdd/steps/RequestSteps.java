package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.datatable.DataTable;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.util.Map;
import org.llamaorch.bdd.target.Answer;
import tools.jackson.databind.JsonNode;

/** Requests as they are, and what every answer has in common. */
public final class RequestSteps {

    private final World world;

    public RequestSteps(World world) {
        this.world = world;
    }

    @When("this is posted to {string}")
    public void post(String path, String json) {
        world.last(world.api().post(path, json));
    }

    @When("{word} {string} is asked")
    public void ask(String method, String path) {
        world.last(world.api().send(method, path, null, Map.of()));
    }

    @When("{word} {string} is asked with header {string}")
    public void askWithHeader(String method, String path, String header) {
        world.last(world.api().send(method, path, null, header(header)));
    }

    /** {@code Name: value}, as a step writes it. */
    static Map<String, String> header(String written) {
        int colon = written.indexOf(':');
        return Map.of(written.substring(0, colon), written.substring(colon + 1).strip());
    }

    @When("{word} {string} is asked with headers")
    public void askWithHeaders(String method, String path, DataTable headers) {
        world.last(world.api().send(method, path, null, headers.asMap()));
    }

    @Then("the answer is {int} {word}")
    public void answerIs(int status, String code) {
        assertRefused(world.last(), status, code);
    }

    @Then("the answer is {int}")
    public void answerIs(int status) {
        assertThat(world.last().status()).as(world.last().text()).isEqualTo(status);
    }

    static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        JsonNode body = answer.json();
        assertThat(body.path("code").asString("")).as(answer.text()).isEqualTo(code);
        assertThat(body.path("message").asString("")).isNotBlank();
        assertThat(answer.header("x-correlation-id")).isPresent();
    }

    @Then("the answer's member {string} is {string}")
    public void memberIs(String pointer, String expected) {
        assertThat(world.last().json().at(pointer).asString(""))
                .as(world.last().text())
                .isEqualTo(expected);
    }

    @Then("the answer has no member {string}")
    public void memberIsAbsent(String pointer) {
        assertThat(world.last().json().at(pointer).isMissingNode())
                .as(world.last().text())
                .isTrue();
    }

    @Then("the answer has header {string}")
    public void hasHeader(String name) {
        assertThat(world.last().header(name)).as("header %s", name).isPresent();
    }

    @Then("the answer's header {string} is {string}")
    public void headerIs(String name, String value) {
        assertThat(world.last().header(name)).as("header %s", name).contains(value);
    }

    /**
     * Retry-After is whole seconds, the ceiling of the jittered milliseconds, which the body
     * repeats.
     */
    @Then("the answer tells a computed wait under the label {string}")
    public void tellsAWait(String label) {
        JsonNode body = world.last().json();
        long waitMs = body.path("retry_after_ms").asLong(-1);
        assertThat(body.path("policy_label").asString("")).isEqualTo(label);
        assertThat(body.path("retriable").asBoolean()).isTrue();
        assertThat(world.last().header("X-Backoff-Ms")).contains(Long.toString(waitMs));
        assertThat(world.last().header("Retry-After"))
                .contains(Long.toString((waitMs + 999) / 1000));
        assertThat((waitMs + 999) / 1000).isBetween(1L, 60L);
    }

    @Then("the answer prepares {string} by {word}")
    public void prepares(String step, String kind) {
        JsonNode steps = world.last().json().at("/preparation/steps");
        assertThat(steps.valueStream())
                .as(steps.toString())
                .anySatisfy(each -> {
                    assertThat(each.path("id").asString("")).isEqualTo(step);
                    assertThat(each.path("kind").asString("")).isEqualTo(kind);
                    assertThat(each.path("status").asString("")).isIn("pending", "running");
                });
    }

    @Then("the answer prepares nothing")
    public void preparesNothing() {
        JsonNode steps = world.last().json().at("/preparation/steps");
        assertThat(steps.isArray()).as(world.last().text()).isTrue();
        assertThat(steps.isEmpty()).as(steps.toString()).isTrue();
    }

    @Then("the answer tells to wait between {int} and {int} s")
    public void waitBetween(int least, int most) {
        assertThat(world.last().json().path("retry_after_ms").asLong(-1))
                .isBetween(1000L * least, 1000L * most);
    }
}
