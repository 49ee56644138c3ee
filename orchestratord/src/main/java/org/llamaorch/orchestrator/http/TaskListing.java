package org.llamaorch.orchestrator.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.Scope;
import org.llamaorch.contracts.TaskState;
import org.llamaorch.contracts.WireName;
import org.llamaorch.core.task.TaskView;
import org.llamaorch.orchestrator.journal.EndedPage;
import org.llamaorch.orchestrator.journal.TaskQuery;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists tasks, newest first: live ones from the core, ended ones from the journal, merged by
 * admission time. A cursor is the place behind which the next page goes on.
 */
final class TaskListing {
    private final HttpServices services;
    private final HttpSettings settings;

    TaskListing(HttpServices services, HttpSettings settings) {
        this.services = services;
        this.settings = settings;
    }

    void list(Exchange exchange) {
        TaskState state = state(exchange.query("state"));
        TaskQuery filter = filter(exchange);
        CompletionStage<EndedPage> page =
                live(filter, state)
                        .thenCompose(live ->
                                state == null || state == TaskState.ENDED
                                        ? services.journal()
                                                .ended(filter)
                                                .thenApply(ended ->
                                                        merged(live, ended, filter.limit()))
                                        : java.util.concurrent.CompletableFuture.completedFuture(
                                                merged(
                                                        live,
                                                        new EndedPage(List.of(), null),
                                                        filter.limit())));
        exchange.whenDone(page, found -> exchange.answer(200, json(found)));
    }

    private TaskQuery filter(Exchange exchange) {
        return new TaskQuery(
                exchange.caller().scopes().contains(Scope.CONTROL)
                        ? null
                        : exchange.caller().name(),
                exchange.query("pool_id"),
                exchange.query("session_id"),
                place(exchange.query("cursor")),
                Queries.limit(exchange, settings));
    }

    private CompletionStage<List<TaskView>> live(TaskQuery filter, @Nullable TaskState state) {
        return services.core()
                .ask((scheduler, now) ->
                        scheduler.tasks(now).stream()
                                .filter(view -> state == null || view.state() == state)
                                .filter(view -> fits(view, filter))
                                .sorted(Comparator.comparing(TaskListing::placeOf).reversed())
                                .limit(filter.limit() + 1L)
                                .toList());
    }

    private static boolean fits(TaskView view, TaskQuery filter) {
        return (filter.visibleTo() == null || filter.visibleTo().equals(view.caller()))
                && (filter.poolId() == null || filter.poolId().equals(view.poolId()))
                && (filter.sessionId() == null || filter.sessionId().equals(view.sessionId()))
                && (filter.before() == null || placeOf(view).compareTo(filter.before()) < 0);
    }

    private static TaskQuery.Cursor placeOf(TaskView view) {
        return new TaskQuery.Cursor(view.admittedAtMs(), view.taskId());
    }

    /** A task that ended between the two questions is in both lists: its end counts. */
    static EndedPage merged(List<TaskView> live, EndedPage ended, int limit) {
        Map<String, TaskView> byId = new LinkedHashMap<>();
        live.forEach(view -> byId.put(view.taskId(), view));
        ended.tasks().forEach(view -> byId.put(view.taskId(), view));
        List<TaskView> all = new ArrayList<>(byId.values());
        all.sort(Comparator.comparing(TaskListing::placeOf).reversed());
        TaskQuery.Cursor endedNext = ended.next();
        if (endedNext != null) {
            all.removeIf(view -> placeOf(view).compareTo(endedNext) < 0);
        }
        if (all.size() > limit) {
            return new EndedPage(all.subList(0, limit), placeOf(all.get(limit - 1)));
        }
        return new EndedPage(all, endedNext);
    }

    private static ObjectNode json(EndedPage page) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode tasks = body.putArray("tasks");
        page.tasks().forEach(view -> tasks.add(TaskJson.view(view)));
        if (page.next() != null) {
            body.put("next_cursor", page.next().text());
        }
        return body;
    }

    private static @Nullable TaskState state(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return WireName.parse(TaskState.class, text)
                .orElseThrow(() ->
                        new Refusal(
                                Problems.query(
                                        "state must be queued, starting, running or ended.")));
    }

    private static TaskQuery.@Nullable Cursor place(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        TaskQuery.Cursor place = TaskQuery.Cursor.parse(cursor);
        if (place == null) {
            throw new Refusal(
                    Problems.query("cursor must be the next_cursor of an earlier answer."));
        }
        return place;
    }
}
