package org.llamaorch.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many short and a few long streams through the OpenAI door: what the methods on a request's way
 * are profiled by, so that a young daemon compiles them once, and for what they really do. Confined
 * to one call.
 */
final class TrainingLoad {

    private static final int CALLERS = 8;
    private static final int SHORT_STREAMS = 3_000;
    private static final int SHORT_TOKENS = 8;
    private static final int LONG_STREAMS = 32;
    private static final int LONG_TOKENS = 1_000;
    private static final int ANSWER_WITHIN_MS = 60_000;

    private final URI chat;
    private final List<String> models;

    /**
     * @param daemon its base address
     * @param models asked in turn
     */
    TrainingLoad(URI daemon, List<String> models) {
        this.chat = daemon.resolve("/v1/chat/completions");
        this.models = List.copyOf(models);
    }

    /** Runs all of it; blocks until the last stream has ended. */
    void run() throws IOException, InterruptedException {
        streams(SHORT_STREAMS, SHORT_TOKENS);
        streams(LONG_STREAMS, LONG_TOKENS);
    }

    private void streams(int count, int tokens) throws IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        Callable<Boolean> caller =
                () -> {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        stream(models.get(i % models.size()), tokens);
                    }
                    return true;
                };
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            for (Future<Boolean> done : callers.invokeAll(Collections.nCopies(CALLERS, caller))) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a stream of the training load failed", e.getCause());
        }
    }

    private void stream(String model, int tokens) throws IOException {
        byte[] body =
                """
                {"model":"%s","stream":true,"max_tokens":%d,"messages":[{"role":"user","content":"fault: tokens=%d;"}]}\
                """
                        .formatted(model, tokens, tokens)
                        .getBytes(StandardCharsets.UTF_8);
        HttpURLConnection connection = (HttpURLConnection) chat.toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setReadTimeout(ANSWER_WITHIN_MS);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        try (InputStream in = connection.getInputStream()) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
