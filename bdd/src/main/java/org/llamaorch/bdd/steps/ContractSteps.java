package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.Api;
import org.llamaorch.bdd.target.Fuzzer;
import org.llamaorch.bdd.verify.Verify;
import org.opentest4j.TestAbortedException;

/** The contract, fuzzed and replayed. */
public final class ContractSteps {

    /** Set to look longer than the scenario says. */
    private static final String EXAMPLES = "LLORCH_BDD_FUZZ_EXAMPLES";

    /** What a page loads by itself. */
    private static final Pattern NAMED =
            Pattern.compile("<(?:script|link rel=\"stylesheet\")[^>]*? ?(?:src|href)=\"([^\"]+)\"");

    private static final String SEED = "LLORCH_BDD_FUZZ_SEED";

    private final World world;
    private final Setup setup;
    private final ScenarioFolder folder;
    private List<String> broken = List.of("nothing was replayed");
    private Optional<String> found = Optional.of("the fuzzer did not run");

    public ContractSteps(World world, Setup setup, ScenarioFolder folder) {
        this.world = world;
        this.setup = setup;
        this.folder = folder;
    }

    @When("every operation is fuzzed with {int} examples, seed {int} and the key {string}")
    public void fuzz(int examples, int seed, String key) {
        Fuzzer.missing()
                .ifPresent(missing -> {
                    throw new TestAbortedException(missing);
                });
        found =
                Fuzzer.run(
                        setup.daemon().address(),
                        key,
                        (int) setting(EXAMPLES, examples),
                        setting(SEED, seed),
                        folder.path().resolve("fuzzer.log"));
    }

    @Then("the fuzzer finds nothing")
    public void nothing() {
        assertThat(found).isEmpty();
    }

    @When("the document and the contracts are replayed")
    public void replay() throws IOException {
        broken = Verify.broken(new Api(setup.daemon().address()));
    }

    @Then("every promise is kept")
    public void kept() {
        assertThat(broken).isEmpty();
    }

    private static long setting(String name, long usual) {
        String value = System.getenv(name);
        return value == null ? usual : Long.parseLong(value);
    }

    /** Scripts and style sheets; links that lead on are not what it needs. */
    @Then("everything that the page names is served here under the same policy")
    public void pageIsWhole() {
        Answer page = world.last();
        Matcher named = NAMED.matcher(page.text());
        List<String> paths = new ArrayList<>();
        while (named.find()) {
            paths.add(named.group(1));
        }
        assertThat(paths).hasSizeGreaterThan(2);
        for (String path : paths) {
            assertThat(path).doesNotContain(":").doesNotStartWith("/");
            Answer file = world.api().get("/" + path);
            assertThat(file.status()).as(path).isEqualTo(200);
            assertThat(file.header("Content-Security-Policy"))
                    .isEqualTo(page.header("Content-Security-Policy"));
            assertThat(file.text()).as(path).isNotEmpty();
        }
        assertThat(page.text()).as("no script in the page itself").doesNotContain("<script>");
    }

    @Then("the answer's text contains {string}")
    public void textContains(String text) {
        assertThat(world.last().text()).contains(text);
    }
}
