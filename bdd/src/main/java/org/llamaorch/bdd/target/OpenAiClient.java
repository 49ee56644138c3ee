package org.llamaorch.bdd.target;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A process with the published openai package of one language, told by lines what to do with it.
 * Confined to the scenario's thread.
 */
public final class OpenAiClient implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String OVER = "";

    /** Where the package is published for. */
    public enum Language {
        PYTHON,
        JAVASCRIPT;

        private PackageInstall packages() {
            return switch (this) {
                case PYTHON -> PackageInstall.ofPython("python", "client.py");
                case JAVASCRIPT -> PackageInstall.ofJavaScript("javascript", "client.mjs");
            };
        }

        private List<String> command() {
            Path folder = packages().folder();
            return switch (this) {
                case PYTHON ->
                        List.of(
                                folder.resolve("venv/bin/python").toString(),
                                "-I",
                                "-u",
                                folder.resolve("client.py").toString());
                case JAVASCRIPT -> List.of("node", folder.resolve("client.mjs").toString());
            };
        }
    }

    private final Process process;
    private final Writer in;
    private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();

    private OpenAiClient(Process process) {
        this.process = process;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().name("client").start(this::read);
    }

    /** Why there is no client of this language on this machine; empty when there is. */
    public static Optional<String> missing(Language language) {
        return language.packages().missing();
    }

    /** Starts a client of the service at {@code address}; installs it at the first time. */
    public static OpenAiClient start(Language language, URI address, String model) {
        List<String> command = new ArrayList<>(language.command());
        command.add(address + "/v1");
        command.add(model);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENAI_"));
        builder.environment().put("NO_PROXY", "127.0.0.1");
        builder.environment().put("no_proxy", "127.0.0.1");
        try {
            return new OpenAiClient(builder.start());
        } catch (IOException cause) {
            throw new UncheckedIOException("cannot start " + command.getFirst(), cause);
        }
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("{")) {
                    answers.add(line);
                } else {
                    said.add(line);
                }
            }
        } catch (IOException _) {
            // It is over either way.
        }
        answers.add(OVER);
    }

    /** Lets it do something; blocks until it tells what came of it. */
    public JsonNode ask(String action) {
        try {
            in.write(action + "\n");
            in.flush();
            String answer = answers.poll(SuiteSettings.START.toMillis(), TimeUnit.MILLISECONDS);
            if (answer == null || answer.equals(OVER)) {
                throw new AssertionError("the client did not answer to " + action + ": " + said);
            }
            return JSON.readTree(answer);
        } catch (IOException cause) {
            throw new AssertionError("the client is gone: " + said, cause);
        } catch (InterruptedException cause) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a client works", cause);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
