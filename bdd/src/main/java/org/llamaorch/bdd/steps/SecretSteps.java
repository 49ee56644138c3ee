package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.Daemon;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;

/** Random secrets in everything that a caller may say, looked for in everything that is told. */
public final class SecretSteps {

    private static final List<String> FORMS =
            List.of("sk-%s", "Bearer %s", "password=%s", "ghp_%s", "my word is %s");

    private final World world;
    private final Setup setup;
    private final ScenarioTasks tasks;
    private final List<String> secrets = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    public SecretSteps(World world, Setup setup, ScenarioTasks tasks) {
        this.world = world;
        this.setup = setup;
        this.tasks = tasks;
    }

    /**
     * Every third is refused: its secret stands where a number should. The engine repeats what it
     * was told to say, so outputs hold the secrets too.
     */
    @When("{int} tasks with secrets in what they say are asked of {string}, right and wrong ones")
    public void ask(int count, String model) {
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            String secret = secret(random);
            secrets.add(secret);
            String said = FORMS.get(i % FORMS.size()).formatted(secret);
            String prompt = TaskBody.PROMPT + " " + said + " fault: tokens=2 text=" + secret + ";";
            Map<String, Object> body = TaskBody.of(tasks, "s" + i, model, prompt);
            if (i % 3 == 2) {
                body.put("max_tokens", said);
            }
            Answer answer = world.api().post("/v2/tasks", Json.write(body));
            if (answer.status() == 202) {
                world.awaitOutcome(tasks.id("s" + i), "completed");
            } else {
                errors.add(answer.text());
            }
        }
    }

    /** What was hidden in them. */
    List<String> told() {
        return List.copyOf(secrets);
    }

    private static String secret(Random random) {
        StringBuilder secret = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            secret.append((char) ('a' + random.nextInt(26)));
        }
        return secret.toString();
    }

    @Then("none of the secrets is in an error, the metrics or the log")
    public void nowhere() {
        Daemon daemon = setup.daemon();
        Waiting.untilTrue(
                "the log to tell of the last task",
                SuiteSettings.SOON,
                () -> daemon.log().contains(tasks.id("s0")));
        String told = errors + world.api().get("/metrics").text() + daemon.log();
        assertThat(errors).isNotEmpty();
        secrets.forEach(secret -> assertThat(told).doesNotContain(secret));
    }
}
