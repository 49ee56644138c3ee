package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.llamaorch.bdd.target.Answer;

/** Documents that callers store. */
public final class ArtifactSteps {

    private static final String ARTIFACTS = "/v2/artifacts";

    private final World world;
    private final Setup setup;
    private final Map<String, String> ids = new HashMap<>();

    public ArtifactSteps(World world, Setup setup) {
        this.world = world;
        this.setup = setup;
    }

    @When("document {string} is stored")
    public void store(String name, String json) {
        storeWith(name, "", json);
    }

    @When("document {string} is stored with the query {string}")
    public void storeWith(String name, String query, String json) {
        Answer answer = world.api().post(ARTIFACTS + query, json);
        world.last(answer);
        if (answer.status() == 201) {
            ids.put(name, answer.json().path("id").asString(""));
        }
    }

    @When("document {string} is stored with one tag {int} times in the query")
    public void storeWithSameTag(String name, int times) {
        storeWith(name, "?tag=t" + "&tag=t".repeat(times - 1), "1");
    }

    @When("document {string} with {int} tags is stored")
    public void storeWithTags(String name, int tags) {
        store(
                name,
                "{\"kind\": \"plan\", \"content\": 1, \"tags\": ["
                        + "\"t\",".repeat(tags - 1)
                        + "\"t\"]}");
    }

    @When("document {string} nested {int} deep is stored")
    public void storeNested(String name, int depth) {
        store(name, "[".repeat(depth) + "]".repeat(depth));
    }

    @When("document {string} is asked for")
    public void ask(String name) {
        world.last(world.api().get(ARTIFACTS + "/" + ids.get(name)));
    }

    @Then("documents {string} and {string} have the same id")
    public void sameId(String one, String other) {
        assertThat(ids.get(one)).isEqualTo(ids.get(other)).hasSize(64);
    }

    @Then("the answer is the document {string}")
    public void answerIs(String json) {
        assertThat(world.last().status()).as(world.last().text()).isEqualTo(200);
        assertThat(world.last().text()).isEqualTo(json.replace('\'', '"'));
    }

    @Then("the list {string} has {int} document(s)")
    public void listHas(String query, int count) {
        Answer list = world.api().get(ARTIFACTS + query);
        assertThat(list.status()).as(list.text()).isEqualTo(200);
        assertThat(list.json().path("artifacts").size()).as(list.text()).isEqualTo(count);
    }

    /** As a failing disk would change it. */
    @When("document {string} is changed on disk")
    public void changeOnDisk(String name) throws IOException {
        setup.needsOwnDaemon();
        String id = ids.get(name);
        try (Stream<Path> files = Files.walk(setup.daemon().home().resolve("artifacts"))) {
            Path file =
                    files.filter(each -> each.getFileName().toString().startsWith(id))
                            .findFirst()
                            .orElseThrow();
            Files.writeString(file, "{}");
        }
    }
}
