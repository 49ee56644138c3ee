package org.llamaorch.bdd.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.util.Optional;
import org.llamaorch.bdd.target.Fuzzer;
import org.opentest4j.TestAbortedException;

/** The contract under a fuzzer. */
public final class FuzzSteps {

    /** Set to look longer than the scenario says. */
    private static final String EXAMPLES = "LLORCH_BDD_FUZZ_EXAMPLES";

    private static final String SEED = "LLORCH_BDD_FUZZ_SEED";

    private final World world;
    private Optional<String> found = Optional.of("the fuzzer did not run");

    public FuzzSteps(World world) {
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

    private static long setting(String name, long usual) {
        String value = System.getenv(name);
        return value == null ? usual : Long.parseLong(value);
    }
}
