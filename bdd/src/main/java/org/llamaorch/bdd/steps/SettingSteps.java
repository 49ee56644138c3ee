package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.Api;
import org.llamaorch.bdd.target.ChildProcess;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;

/** Settings as the program would have them, what they bind, and the protocols that it serves. */
public final class SettingSteps {

    private final World world;
    private final Setup setup;
    private final ScenarioFolder folder;
    private @Nullable HttpResponse<String> overHttp2;

    public SettingSteps(World world, Setup setup, ScenarioFolder folder) {
        this.world = world;
        this.setup = setup;
        this.folder = folder;
    }

    @Given("the environment names engine {string} for pool {string} and replica {string}")
    public void names(String engine, String pool, String replica) {
        setup.environment().put("ORCHD_LLAMACPP_URL", setup.engine(engine).address().toString());
        setup.environment().put("ORCHD_LLAMACPP_POOL", pool);
        setup.environment().put("ORCHD_LLAMACPP_REPLICA", replica);
    }

    @When("the configuration is shown")
    public void shown() {
        show(Map.of());
    }

    @When("the configuration is shown with {word} = {string}")
    public void shownWith(String name, String value) {
        show(Map.of(name, value));
    }

    private void show(Map<String, String> environment) {
        setup.needsOwnDaemon();
        Path log = folder.newLog();
        ChildProcess child =
                ChildProcess.start(
                        List.of(Setup.settings().launcher().toString(), "config", "show"),
                        environment,
                        log);
        int exitCode = child.awaitExit(SuiteSettings.START);
        String said = child.output();
        if (exitCode != 0) {
            throw new AssertionError("'config show' ended with " + exitCode + ":\n" + said);
        }
        world.last(new Answer(200, Map.of(), said.substring(said.indexOf('{'))));
    }

    @Then("the capabilities come to have {string} {string}")
    public void capabilities(String pointer, String value) {
        Waiting.untilTrue(
                "the capabilities to have " + pointer + " " + value,
                SuiteSettings.SOON,
                () ->
                        world.api()
                                .get("/v2/meta/capabilities")
                                .json()
                                .at(pointer)
                                .asString("")
                                .equals(value));
    }

    @When("{string} is asked over HTTP\\/2")
    public void askedOverHttp2(String path) throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            overHttp2 =
                    client.send(
                            HttpRequest.newBuilder(URI.create(world.api().address() + path))
                                    .timeout(Api.ANSWER_WITHIN)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        }
    }

    @Then("the answer came over HTTP\\/2 with {int}")
    public void cameOverHttp2(int status) {
        if (overHttp2 == null) {
            throw new AssertionError("the scenario asked nothing over HTTP/2");
        }
        assertThat(overHttp2.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(overHttp2.statusCode()).as(overHttp2.body()).isEqualTo(status);
    }
}
