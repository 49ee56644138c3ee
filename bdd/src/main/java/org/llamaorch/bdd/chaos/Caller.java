package org.llamaorch.bdd.chaos;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.llamaorch.bdd.target.Answer;
import org.llamaorch.bdd.target.Api;
import org.llamaorch.bdd.target.EventStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One caller: submits, listens, loses its connection, comes back, cancels, sends again, and follows
 * each accepted task to its end, across as many of the daemon's lives as it takes. Confined to its
 * own thread.
 */
final class Caller implements Runnable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TASK_WITHIN = Duration.ofMinutes(2);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int REREAD = 8;

    private final int number;
    private final Random random;
    private final Api api;
    private final URI address;
    private final Tally tally;
    private final BooleanSupplier goOn;
    private final Deque<Frames> finished = new ArrayDeque<>();
    private final Deque<String> finishedIds = new ArrayDeque<>();
    private int tasks;

    Caller(int number, long seed, URI address, Tally tally, BooleanSupplier goOn) {
        this.number = number;
        this.random = new Random(seed * 31 + number);
        this.api = new Api(address);
        this.address = address;
        this.tally = tally;
        this.goOn = goOn;
    }

    @Override
    public void run() {
        while (goOn.getAsBoolean()) {
            if (random.nextInt(4) == 0) {
                chat();
            } else {
                task();
            }
            rereadAnOldOne();
        }
    }

    // ---- a task of /v2

    private void task() {
        String id = "chaos-" + number + "-" + tasks++;
        String body =
                JSON.writeValueAsString(
                        Map.of(
                                "task_id",
                                id,
                                "model_ref",
                                "alpha",
                                "prompt",
                                "Tell me about the sea. fault: tokens=%d delay=%d first=%d;"
                                        .formatted(
                                                1 + random.nextInt(40),
                                                random.nextInt(12),
                                                random.nextInt(60)),
                                "priority",
                                random.nextInt(3) == 0 ? "batch" : "interactive"));
        Answer answer = insist("POST", "/v2/tasks", body, false);
        if (answer.status() == 429 || answer.status() == 503) {
            pause(50);
            return;
        }
        if (answer.status() != 202) {
            tally.found(
                    Tally.Broken.OTHERWISE_WRONG,
                    "POST answered " + answer.status() + " " + answer.text());
            return;
        }
        tally.accepted.incrementAndGet();
        Frames frames = new Frames(id, tally);
        if (random.nextInt(4) == 0) {
            tally.repeated.incrementAndGet();
            Answer again = insist("POST", "/v2/tasks", body, true);
            if (again.status() != 202) {
                tally.found(
                        Tally.Broken.LOST,
                        id + " sent again answered " + again.status() + " " + again.text());
            }
        }
        if (random.nextInt(4) == 0) {
            pause(random.nextInt(200));
            cancel(id, frames);
        }
        follow(id, frames);
    }

    private void cancel(String id, Frames frames) {
        if (random.nextBoolean()) {
            readOnce(id, frames);
        }
        Answer answer = insist("POST", "/v2/tasks/" + id + "/cancel", null, true);
        if (answer.status() != 204) {
            tally.found(
                    Tally.Broken.OTHERWISE_WRONG,
                    "cancel answered " + answer.status() + " " + answer.text());
            return;
        }
        tally.cancelled.incrementAndGet();
        Frames after = new Frames(id, tally);
        follow(id, after);
        long tokens = after.tokens();
        Frames later = new Frames(id, tally);
        follow(id, later);
        if (later.tokens() != tokens) {
            tally.found(
                    Tally.Broken.TOKEN_AFTER_CANCEL,
                    id + " had " + tokens + " tokens at the cancel, later " + later.tokens());
        }
    }

    // ---- a chat of /v1 that resumes on /v2

    private void chat() {
        String body =
                JSON.writeValueAsString(
                        Map.of(
                                "model",
                                "chat",
                                "stream",
                                true,
                                "messages",
                                java.util.List.of(
                                        Map.of(
                                                "role",
                                                "user",
                                                "content",
                                                "Tell me about the sea. fault: tokens=%d delay=%d;"
                                                        .formatted(
                                                                1 + random.nextInt(30),
                                                                random.nextInt(12))))));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Disconnect-Grace-Ms", "120000");
        EventStream stream;
        try {
            stream = EventStream.open(address, "POST", "/v1/chat/completions", headers, body, 0);
        } catch (AssertionError _) {
            pause(20);
            return;
        }
        try (stream) {
            int status = stream.status(TASK_WITHIN);
            Optional<String> id = stream.header("X-Task-Id");
            if (status != 200 || id.isEmpty()) {
                pause(20);
                return;
            }
            tally.accepted.incrementAndGet();
            if (random.nextBoolean()) {
                pause(random.nextInt(100));
                stream.close();
            } else {
                stream.awaitEnd(TASK_WITHIN);
            }
            follow(id.get(), new Frames(id.get(), tally));
        }
    }

    // ---- following a task to its end

    private void follow(String id, Frames frames) {
        long deadline = System.nanoTime() + TASK_WITHIN.toNanos();
        while (!frames.hasTerminal()) {
            if (System.nanoTime() > deadline) {
                tally.found(
                        Tally.Broken.LOST,
                        id + " did not end within " + TASK_WITHIN.toSeconds() + " s");
                return;
            }
            readOnce(id, frames);
        }
        frames.judge();
        Answer answer = insist("GET", "/v2/tasks/" + id, null, true);
        JsonNode task = answer.status() == 200 ? answer.json() : JSON.createObjectNode();
        if (!task.path("state").asString("").equals("ended")) {
            tally.found(
                    Tally.Broken.LOST,
                    id
                            + " has a terminal frame, and GET answers "
                            + answer.status()
                            + " "
                            + answer.text());
        }
        tally.ended(id);
        finished.add(frames);
        finishedIds.add(id);
        if (finished.size() > REREAD) {
            finished.remove();
            finishedIds.remove();
        }
    }

    /**
     * Listens once, from where the frames end, until the stream or the daemon is over, or it leaves
     * of itself.
     */
    private void readOnce(String id, Frames frames) {
        Map<String, String> headers = new LinkedHashMap<>();
        int last = frames.last();
        if (last >= 0) {
            headers.put("Last-Event-ID", Integer.toString(last));
            tally.resumed.incrementAndGet();
        }
        EventStream stream;
        try {
            stream =
                    EventStream.open(
                            address, "GET", "/v2/tasks/" + id + "/events", headers, null, 0);
        } catch (AssertionError _) {
            LockSupport.parkNanos(RETRY_NANOS);
            return;
        }
        try (stream) {
            int status = stream.status(TASK_WITHIN);
            if (status == 404) {
                tally.found(Tally.Broken.LOST, id + " was accepted and its stream is 404");
                LockSupport.parkNanos(RETRY_NANOS * 10);
                return;
            }
            long leaveAt =
                    System.nanoTime()
                            + TimeUnit.MILLISECONDS.toNanos(
                                    random.nextInt(6) == 0 ? random.nextInt(150) : 120_000);
            while (!stream.isOver() && System.nanoTime() < leaveAt) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
            frames.take(stream.frames());
            if (status == 0) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    /** Streams that ended in an earlier life of the daemon read the same in this one. */
    private void rereadAnOldOne() {
        if (finished.isEmpty() || random.nextInt(3) != 0) {
            return;
        }
        Frames before = finished.getFirst();
        String id = finishedIds.getFirst();
        Frames now = new Frames(id, tally);
        long deadline = System.nanoTime() + TASK_WITHIN.toNanos();
        while (!now.hasTerminal() && System.nanoTime() < deadline) {
            readOnce(id, now);
        }
        now.judge();
        if (now.last() != before.last()) {
            tally.found(
                    Tally.Broken.FRAME_CHANGED_ON_RESUME,
                    id + " had " + before.last() + " frames, now " + now.last());
        }
        readTranscript(id, before.last() + 1);
    }

    /** It has all frames, whichever life made it. */
    private void readTranscript(String id, int frames) {
        Answer listed = insist("GET", "/v2/artifacts?kind=transcript&tag=task:" + id, null, true);
        String document = listed.json().path("artifacts").path(0).path("id").asString("none");
        Answer transcript = insist("GET", "/v2/artifacts/" + document, null, true);
        int events = transcript.status() == 200 ? transcript.json().path("events").size() : 0;
        if (events != frames) {
            tally.found(
                    Tally.Broken.OTHERWISE_WRONG,
                    id + " had " + frames + " frames, its transcript has " + events);
        }
    }

    /**
     * Sends until somebody answers: a request that broke off is sent again as it was.
     *
     * @param accepted whether it is about something that the service has accepted
     */
    private Answer insist(
            String method,
            String path,
            @org.jspecify.annotations.Nullable String body,
            boolean accepted) {
        long deadline = System.nanoTime() + TASK_WITHIN.toNanos();
        while (true) {
            try {
                Answer answer =
                        api.send(
                                method,
                                path,
                                body == null ? null : body.getBytes(StandardCharsets.UTF_8),
                                Map.of());
                // A daemon that recovers what it accepted says 503 until it knows of it.
                boolean notYet = answer.status() == 503 && accepted;
                if (!notYet || System.nanoTime() > deadline) {
                    return answer;
                }
            } catch (UncheckedIOException cause) {
                if (System.nanoTime() > deadline) {
                    throw cause;
                }
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private static void pause(int milliseconds) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(milliseconds));
    }
}
