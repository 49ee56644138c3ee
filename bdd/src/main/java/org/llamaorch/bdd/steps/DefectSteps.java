package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.llamaorch.bdd.defect.Defect;
import org.llamaorch.bdd.defect.DefectAgent;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;
import tools.jackson.databind.JsonNode;

/** Defects inside the daemon, met on purpose. */
public final class DefectSteps {

    private static final String CORRELATION_ID = "met-a-defect";

    private final World world;

    public DefectSteps(World world) {
        this.world = world;
    }

    /** Where a request names the mark. Classes of an AOT cache are there before any agent. */
    @Given("the daemon has a defect")
    public void hasADefect() throws IOException {
        world.needsOwnDaemon();
        Path jar = world.folder().resolve("defect.jar");
        DefectAgent.writeTo(jar);
        world.environment().put("JDK_JAVA_OPTIONS", "-XX:AOTMode=off -javaagent:" + jar);
    }

    @When("a task meets the defect in {string}")
    public void taskMeets(String model) {
        world.last(
                send(
                        "POST",
                        "/v2/tasks",
                        Json.write(
                                Map.of(
                                        "model_ref",
                                        model,
                                        "prompt",
                                        World.PROMPT,
                                        "session_id",
                                        Defect.MARK))));
    }

    @When("a request meets the defect")
    public void requestMeets() {
        world.last(send("GET", "/v2/sessions/" + Defect.MARK, null));
    }

    private Answer send(
            String method, String path, @org.jspecify.annotations.Nullable String body) {
        return world.api()
                .send(
                        method,
                        path,
                        body == null
                                ? null
                                : body.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        Map.of("X-Correlation-Id", CORRELATION_ID));
    }

    /** With its stack and the id of the request that met it. */
    @Then("the log tells of the defect")
    public void logTells() {
        JsonNode record =
                Waiting.until("a log record of the defect", SuiteSettings.SOON, this::logged);
        assertThat(record.toString()).contains(CORRELATION_ID);
    }

    private Optional<JsonNode> logged() {
        return world.daemon().records().stream()
                .filter(record -> record.toString().contains("a defect, met on purpose"))
                .filter(record -> record.toString().contains("Defect.meet"))
                .findFirst();
    }
}
