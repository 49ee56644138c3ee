package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.datatable.DataTable;
import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import io.cucumber.java.en.When;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.ChildProcess;
import org.llamaorch.bdd.target.SuiteSettings;
import org.llamaorch.bdd.target.Waiting;
import tools.jackson.databind.JsonNode;

/** Keys made, rotated and revoked by the program, as an operator does it. */
public final class KeySteps {

    private static final Pattern PRINTED = Pattern.compile("(?m)^(llo_[A-Za-z0-9_-]{43})$");

    private final World world;
    private final Setup setup;
    private final ScenarioTasks tasks;
    private final ScenarioFolder folder;
    private long noted;

    public KeySteps(World world, Setup setup, ScenarioTasks tasks, ScenarioFolder folder) {
        this.world = world;
        this.setup = setup;
        this.tasks = tasks;
        this.folder = folder;
    }

    @Given("a key {string}")
    public void key(String name) {
        key(name, "");
    }

    /** {@code options} as {@code key new} takes them. */
    @Given("a key {string} with {string}")
    public void key(String name, String options) {
        List<String> arguments = new ArrayList<>(List.of("key", "new", name));
        if (!options.isBlank()) {
            arguments.addAll(List.of(options.split(" ")));
        }
        String printed = run(arguments, 0);
        Matcher secret = PRINTED.matcher(printed);
        assertThat(secret.find()).as(printed).isTrue();
        world.key(name, secret.group(1));
    }

    /** The secret that {@code name} stands for from now on is the new one. */
    @When("key {string} gets another secret, the old one being {string}")
    public void rotate(String name, String old) {
        world.key(old, world.key(name));
        key(name, "");
    }

    @When("key {string} is revoked")
    public void revoke(String name) {
        run(List.of("key", "revoke", name), 0);
    }

    @Then("the list of keys shows {string} and no secret")
    public void lists(String shown) {
        String listed = run(List.of("key", "list"), 0);
        assertThat(listed).contains(shown).doesNotContainPattern("llo_[A-Za-z0-9]");
    }

    @Given("the file of keys may be read by everybody")
    public void readable() throws IOException {
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    }

    @When("the file of keys is written over with {string}")
    public void overwrite(String text) throws IOException {
        Files.writeString(file(), text);
    }

    @Then("the file of keys holds none of them")
    public void holdsNone() throws IOException {
        String text = Files.readString(file());
        world.keys().forEach(secret -> assertThat(text).doesNotContain(secret));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Then("the log holds none of the keys")
    public void logHoldsNone() {
        String log = setup.daemon().log();
        world.keys().forEach(secret -> assertThat(log).doesNotContain(secret));
    }

    @When("{word} {string} is asked by {string}")
    public void asked(String method, String path, String name) {
        world.last(world.api().send(method, path, null, bearer(name)));
    }

    /** Rows of key, method and path, status, and code where there is one. */
    @Then("each of these is answered so to its key")
    public void eachIsAnswered(DataTable rows) {
        for (List<String> row : rows.asLists()) {
            String[] request = row.get(1).split(" ", 2);
            asked(request[0], request[1], row.getFirst());
            Answer answer = world.last();
            String told = row + " " + answer.text();
            assertThat(answer.status()).as(told).isEqualTo(Integer.parseInt(row.get(2)));
            if (row.get(3) != null) {
                assertThat(answer.json().path("code").asString("")).as(told).isEqualTo(row.get(3));
            }
        }
    }

    @When("task {string} is looked up by {string}")
    public void lookedUp(String task, String name) {
        asked("GET", "/v2/tasks/" + tasks.id(task), name);
    }

    @When("the session {string} is looked up by {string}")
    public void session(String session, String name) {
        asked("GET", "/v2/sessions/" + tasks.id(session), name);
    }

    @Then("{word} {string} comes to answer {int} to {string}")
    public void comesToAnswer(String method, String path, int status, String name) {
        Waiting.untilTrue(
                method + " " + path + " to answer " + status + " to " + name,
                SuiteSettings.SOON,
                () -> world.api().send(method, path, null, bearer(name)).status() == status);
        asked(method, path, name);
    }

    /** All at once, from as many connections as the client opens. */
    @When("{int} tasks of {int} tokens are submitted at once to {string} by {string}")
    public void atOnce(int tasks, int maxTokens, String model, String name) {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            Map<String, Object> body = TaskBody.withoutId(model, "fault: tokens=3;");
            body.put("max_tokens", maxTokens);
            answers.add(
                    world.api()
                            .sendAsync(
                                    "POST",
                                    "/v2/tasks",
                                    Json.write(body).getBytes(StandardCharsets.UTF_8),
                                    bearer(name)));
        }
        List<Answer> all = answers.stream().map(CompletableFuture::join).toList();
        world.answers(all);
    }

    @Then("{int} of them are admitted and the others refused with {int} {word}")
    public void admitted(int count, int status, String code) {
        int admitted = 0;
        for (Answer answer : world.answers()) {
            if (answer.status() == 202) {
                admitted++;
            } else {
                assertThat(answer.status()).as(answer.text()).isEqualTo(status);
                assertThat(answer.json().path("code").asString("")).isEqualTo(code);
            }
        }
        assertThat(admitted).isEqualTo(count);
    }

    @Then("the log tells that {string} did {string}")
    public void logTells(String actor, String action) {
        Waiting.untilTrue(
                "a record of " + action + " by " + actor,
                SuiteSettings.SOON,
                () ->
                        setup.daemon().records().stream()
                                .anyMatch(record ->
                                        record.path("actor").asString("").equals(actor)
                                                && record.path("action").asString("").equals(action)
                                                && record.has("target")
                                                && record.has("human")));
    }

    /** What is left is the whole less what the engine counted of the one task that has ended. */
    @Then("what is left of session {string} for {string} is what task {string} left of {long}")
    public void leftOf(String session, String name, String task, long whole) {
        JsonNode view = world.api().get("/v2/tasks/" + tasks.id(task)).json();
        long used = view.path("tokens_in").asLong() + view.path("tokens_out").asLong();
        assertThat(used).isPositive();
        assertThat(left(session, name)).isEqualTo(whole - used);
    }

    @When("what is left for {string} in session {string} is noted")
    public void note(String name, String session) {
        noted = left(session, name);
    }

    /** What ran may have ended with the daemon: then it is charged, and the rest given back. */
    @Then(
            "what is left for {string} in session {string} is at least what was noted and below"
                    + " {long}")
    public void leftAsNoted(String name, String session, long below) {
        assertThat(left(session, name)).isGreaterThanOrEqualTo(noted).isLessThan(below);
    }

    @Then("what is left for {string} in session {string} comes to be between {long} and {long}")
    public void leftBetween(String name, String session, long least, long most) {
        Waiting.untilTrue(
                "what is left to be between " + least + " and " + most,
                SuiteSettings.SOON,
                () -> left(session, name) >= least && left(session, name) <= most);
    }

    private long left(String session, String name) {
        session(session, name);
        return world.last().json().path("tokens_budget_remaining").asLong(-1);
    }

    private Map<String, String> bearer(String name) {
        return Map.of("Authorization", "Bearer " + world.key(name));
    }

    private Path file() {
        return folder.home().resolve("keys.json");
    }

    private String run(List<String> arguments, int expected) {
        setup.needsOwnDaemon();
        List<String> command = new ArrayList<>();
        command.add(Setup.settings().launcher().toString());
        command.addAll(arguments);
        Path log = folder.newLog();
        try (ChildProcess process =
                ChildProcess.start(
                        command, Map.of("LLAMA_ORCH_HOME", folder.home().toString()), log)) {
            assertThat(process.awaitExit(SuiteSettings.START))
                    .as(process.output())
                    .isEqualTo(expected);
            return process.output();
        }
    }

    @When("GET {string} is asked {int} times with the wrong key {string}")
    public void wrongKey(String path, int times, String secret) {
        for (int i = 0; i < times; i++) {
            world.last(
                    world.api()
                            .send("GET", path, null, Map.of("Authorization", "Bearer " + secret)));
            assertThat(world.last().status()).as(world.last().text()).isEqualTo(401);
        }
    }

    /** No more than that: what a scenario asked for before is in the log by then. */
    @Then("the log has {int} records with {word} {string}")
    public void records(int count, String field, String value) {
        Waiting.untilTrue(
                count + " records with " + field + " " + value,
                SuiteSettings.SOON,
                () ->
                        setup.daemon().records().stream()
                                        .filter(log -> log.path(field).asString("").equals(value))
                                        .count()
                                == count);
    }
}
