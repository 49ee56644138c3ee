package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    private final Setup setup;
    private final ScenarioFolder folder;

    public DefectSteps(World world, Setup setup, ScenarioFolder folder) {
        this.world = world;
        this.setup = setup;
        this.folder = folder;
    }

    /** Where a request names the mark. Classes of an AOT cache are there before any agent. */
    @Given("the daemon has a defect")
    public void hasADefect() throws IOException {
        setup.needsOwnDaemon();
        Path jar = folder.path().resolve("defect.jar");
        DefectAgent.writeTo(jar);
        setup.environment().put("JDK_JAVA_OPTIONS", "-XX:AOTMode=off -javaagent:" + jar);
    }

    @When("a task meets the defect in {string}")
    public void taskMeets(String model) {
        Map<String, Object> body = TaskBody.withoutId(model, TaskBody.PROMPT);
        body.put("session_id", Defect.MARK);
        world.last(send("POST", "/v2/tasks", Json.write(body)));
    }

    @When("a request meets the defect")
    public void requestMeets() {
        world.last(send("GET", "/v2/sessions/" + Defect.MARK, null));
    }

    private Answer send(String method, String path, @Nullable String body) {
        byte @Nullable [] bytes = body == null ? null : body.getBytes(StandardCharsets.UTF_8);
        return world.api().send(method, path, bytes, Map.of("X-Correlation-Id", CORRELATION_ID));
    }

    /** With its stack and the id of the request that met it. */
    @Then("the log tells of the defect")
    public void logTells() {
        JsonNode record =
                Waiting.until("a log record of the defect", SuiteSettings.SOON, this::logged);
        assertThat(record.toString()).contains(CORRELATION_ID);
    }

    private Optional<JsonNode> logged() {
        return setup.daemon().records().stream()
                .filter(record -> record.toString().contains("a defect, met on purpose"))
                .filter(record -> record.toString().contains("Defect.meet"))
                .findFirst();
    }
}
