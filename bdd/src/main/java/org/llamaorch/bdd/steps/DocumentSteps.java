package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Then;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.llamaorch.bdd.target.Examples;
import org.opentest4j.TestAbortedException;

/** Documents whose examples are run as they stand. */
public final class DocumentSteps {

    private final World world;

    public DocumentSteps(World world) {
        this.world = world;
    }

    @Then("every example of {string} prints what it says")
    public void examples(String name) {
        Path document = Setup.settings().launcher().resolveSibling(name);
        if (!Files.exists(document)) {
            throw new TestAbortedException("there is no " + document + " beside the launcher");
        }
        List<Examples.Example> examples = Examples.of(document);
        assertThat(examples.size()).isGreaterThan(10);
        for (Examples.Example example : examples) {
            assertThat(Examples.run(example, world.api().address()))
                    .as(example.command())
                    .matches(Examples.expected(example));
        }
    }
}
