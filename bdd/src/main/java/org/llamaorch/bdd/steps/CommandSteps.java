package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.llamaorch.bdd.target.ChildProcess;
import org.llamaorch.bdd.target.SuiteSettings;

/** Commands of the program, as people run them against the scenario's daemon. */
public final class CommandSteps {

    private final Setup setup;
    private final ScenarioFolder folder;
    private String said = "";

    public CommandSteps(Setup setup, ScenarioFolder folder) {
        this.setup = setup;
        this.folder = folder;
    }

    @When("the command {string} is run")
    public void run(String words) {
        List<String> command = new ArrayList<>();
        command.add(Setup.settings().launcher().toString());
        command.addAll(List.of(words.split(" ", -1)));
        command.addAll(List.of("--addr", setup.daemon().address().toString()));
        Path log = folder.newLog();
        try (ChildProcess process = ChildProcess.start(command, Map.of(), log)) {
            int code = process.awaitExit(SuiteSettings.START);
            said = process.output();
            assertThat(code).as(said).isZero();
        }
    }

    @Then("the command says {string}")
    public void says(String text) {
        assertThat(said).contains(text);
    }
}
