package org.llamaorch.bdd.steps;

import static org.llamaorch.bdd.assertion.CountedAssertions.assertThat;

import io.cucumber.datatable.DataTable;
import io.cucumber.java.en.Then;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.llamaorch.bdd.target.Answer;

/** The list of tasks: what it holds by a query, and how its pages follow each other. */
public final class ListingSteps {

    private static final Pattern SESSION = Pattern.compile("SESSION (\\w+)");

    /** More pages than any scenario's list has. */
    private static final int PAGES_MAX = 20;

    private final World world;
    private final ScenarioTasks tasks;
    private String query = "";
    private @Nullable String cursor;

    public ListingSteps(World world, ScenarioTasks tasks) {
        this.world = world;
        this.tasks = tasks;
    }

    /** {@code SESSION name} in a query stands for the id of the scenario's session. */
    @Then("the list of tasks by each of these is")
    public void lists(DataTable queriesAndNames) {
        for (List<String> row : queriesAndNames.asLists()) {
            Answer answer = ask(text(row.getFirst()), null, null);
            assertThat(names(answer)).as(row.getFirst()).isEqualTo(text(row.get(1)));
            assertThat(next(answer)).as(row.getFirst()).isNull();
        }
    }

    /** The pages, divided by a stroke; the last one has no cursor. */
    @Then("the pages of the list of tasks by each of these are")
    public void pages(DataTable queriesAndPages) {
        for (List<String> row : queriesAndPages.asLists()) {
            List<String> pages = new ArrayList<>();
            String at = null;
            do {
                Answer answer = ask(text(row.getFirst()), at, null);
                pages.add(names(answer));
                at = next(answer);
            } while (at != null && pages.size() < PAGES_MAX);
            assertThat(String.join(" / ", pages)).as(row.getFirst()).isEqualTo(row.get(1));
        }
    }

    @Then("the page of the list of tasks by {string} is {string}")
    public void firstPage(String asked, String names) {
        page(asked, null, null, names);
    }

    @Then("the page of the list of tasks by {string} for {string} is {string}")
    public void firstPageFor(String asked, String key, String names) {
        page(asked, null, key, names);
    }

    @Then("the next page is {string}")
    public void nextPage(String names) {
        assertThat(cursor).as("a next page").isNotNull();
        page(query, cursor, null, names);
    }

    /** With the same cursor for every key; it moves on only where something was given. */
    @Then("the next page for {string} is {string}")
    public void nextPageFor(String key, String names) {
        assertThat(cursor).as("a next page").isNotNull();
        String before = cursor;
        page(query, cursor, key, names);
        cursor = before;
    }

    /** Each with a part of the sentence that says what may be asked. */
    @Then("each of these lists of tasks is refused with {int} {word} and a hint")
    public void refused(int status, String code, DataTable queriesAndHints) {
        for (List<String> row : queriesAndHints.asLists()) {
            Answer answer = world.api().get("/v2/tasks?" + row.getFirst());
            assertThat(answer.status()).as(row + " " + answer.text()).isEqualTo(status);
            assertThat(answer.json().path("code").asString("")).isEqualTo(code);
            assertThat(answer.json().path("message").asString("")).contains(row.get(1));
        }
    }

    @Then("there is no next page")
    public void noNextPage() {
        assertThat(cursor).isNull();
    }

    private void page(
            String asked, @Nullable String at, @Nullable String key, String expectedNames) {
        Answer answer = ask(asked, at, key);
        assertThat(names(answer)).as(answer.text()).isEqualTo(expectedNames);
        query = asked;
        cursor = next(answer);
    }

    private Answer ask(String asked, @Nullable String at, @Nullable String key) {
        String resolved = SESSION.matcher(asked).replaceAll(match -> tasks.id(match.group(1)));
        String path =
                "/v2/tasks?"
                        + resolved
                        + (at == null
                                ? ""
                                : "&cursor=" + URLEncoder.encode(at, StandardCharsets.UTF_8));
        Answer answer =
                world.api()
                        .send(
                                "GET",
                                path,
                                null,
                                key == null
                                        ? Map.of()
                                        : Map.of("Authorization", "Bearer " + world.key(key)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        world.last(answer);
        return answer;
    }

    private static @Nullable String next(Answer answer) {
        String told = answer.json().path("next_cursor").asString("");
        return told.isEmpty() ? null : told;
    }

    /** The scenario's names of what is listed, in the list's order. */
    private String names(Answer answer) {
        List<String> names = new ArrayList<>();
        answer.json()
                .path("tasks")
                .forEach(task -> names.add(tasks.nameOf(task.path("task_id").asString(""))));
        return String.join(", ", names);
    }

    /** An empty cell of a table is null. */
    private static String text(@Nullable String cell) {
        return cell == null ? "" : cell;
    }
}
