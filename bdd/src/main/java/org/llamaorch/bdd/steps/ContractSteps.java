package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.llamaorch.bdd.target.Api;
import org.llamaorch.bdd.target.Fuzzer;
import org.llamaorch.bdd.verify.Verify;
import org.opentest4j.TestAbortedException;

/** The contract, fuzzed and replayed. */
public final class ContractSteps {

    /** Set to look longer than the scenario says. */
    private static final String EXAMPLES = "LLORCH_BDD_FUZZ_EXAMPLES";

    private static final String SEED = "LLORCH_BDD_FUZZ_SEED";

    private final World world;
    private List<String> broken = List.of("nothing was replayed");
    private Optional<String> found = Optional.of("the fuzzer did not run");

    public ContractSteps(World world) {
        this.world = world;
    }

    @When("every operation is fuzzed with {int} examples, seed {int} and the key {string}")
    public void fuzz(int examples, int seed, String key) {
        Fuzzer.missing()
                .ifPresent(missing -> {
                    throw new TestAbortedException(missing);
                });
        found =
                Fuzzer.run(
                        world.daemon().address(),
                        key,
                        (int) setting(EXAMPLES, examples),
                        setting(SEED, seed),
                        world.folder().resolve("fuzzer.log"));
    }

    @Then("the fuzzer finds nothing")
    public void nothing() {
        assertThat(found).isEmpty();
    }

    @When("the document and the contracts are replayed")
    public void replay() throws IOException {
        broken = Verify.broken(new Api(world.daemon().address()));
    }

    @Then("every promise is kept")
    public void kept() {
        assertThat(broken).isEmpty();
    }

    private static long setting(String name, long usual) {
        String value = System.getenv(name);
        return value == null ? usual : Long.parseLong(value);
    }
}
