package org.llamaorch.bdd.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A Prometheus of the machine, and its {@code promtool}. */
public final class Prometheus implements AutoCloseable {

    private static final Duration CHECK = Duration.ofSeconds(60);

    private final ChildProcess process;
    private final Api api;

    private Prometheus(ChildProcess process, Api api) {
        this.process = process;
        this.api = api;
    }

    /** Why it cannot run on this machine; empty when it can. */
    public static Optional<String> missing() {
        for (String program : List.of("prometheus", "promtool")) {
            if (!onPath(program)) {
                return Optional.of(
                        program + " is not installed (for example: apt install prometheus)");
            }
        }
        return Optional.empty();
    }

    private static boolean onPath(String program) {
        return Pattern.compile(":")
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** What {@code promtool} with these arguments says; {@code input} is its standard input. */
    public static Checked promtool(Path folder, String input, String... arguments) {
        try {
            Path file = Files.writeString(folder.resolve("promtool.in"), input);
            ProcessBuilder builder = new ProcessBuilder("promtool");
            builder.command().addAll(List.of(arguments));
            Process process =
                    builder.redirectErrorStream(true).redirectInput(file.toFile()).start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(CHECK)) {
                process.destroyForcibly();
                throw new AssertionError("promtool does not end; it said: " + said);
            }
            return new Checked(process.exitValue(), said.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** How a check ended, and the lines it printed. */
    public record Checked(int exitCode, List<String> lines) {}

    /**
     * Starts one that scrapes a service every second, with the alert rules; its data and log are in
     * the folder.
     */
    public static Prometheus scraping(URI service, Path rules, Path folder) {
        int port = Ports.next();
        Path settings = folder.resolve("prometheus.yaml");
        try {
            Files.writeString(
                    settings,
                    """
                    global: {scrape_interval: 1s, evaluation_interval: 1s}
                    rule_files: ["%s"]
                    scrape_configs:
                      - job_name: llama-orch
                        static_configs: [{targets: ["%s"]}]
                    """
                            .formatted(rules.toAbsolutePath(), service.getAuthority()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        URI address = URI.create("http://127.0.0.1:" + port);
        ChildProcess process =
                ChildProcess.start(
                        List.of(
                                "prometheus",
                                "--config.file=" + settings,
                                "--storage.tsdb.path=" + folder.resolve("prometheus"),
                                "--web.listen-address=127.0.0.1:" + port),
                        Map.of(),
                        folder.resolve("prometheus.log"));
        Prometheus started = new Prometheus(process, new Api(address));
        Waiting.untilTrue("Prometheus to be ready", SuiteSettings.START, started::isReady);
        return started;
    }

    private boolean isReady() {
        try {
            return api.get("/-/ready").status() == 200;
        } catch (RuntimeException _) {
            return false; // it does not listen yet
        }
    }

    /** The value of an expression that has one; empty when it has none. */
    public Optional<String> value(String expression) {
        JsonNode result = asked(expression).at("/data/result/0/value/1");
        return result.isString() ? Optional.of(result.asString()) : Optional.empty();
    }

    /** What it has against an expression; empty when it can evaluate it. */
    public Optional<String> complaint(String expression) {
        JsonNode answer = asked(expression);
        return answer.path("status").asString("").equals("success")
                ? Optional.empty()
                : Optional.of(expression + ": " + answer.path("error").asString(""));
    }

    private JsonNode asked(String expression) {
        String query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
        return api.get("/api/v1/query?query=" + query).json();
    }

    /** The alert rules that it knows, by name, and whether each can be evaluated. */
    public Map<String, String> health() {
        Map<String, String> health = new TreeMap<>();
        api.get("/api/v1/rules")
                .json()
                .at("/data/groups/0/rules")
                .forEach(rule ->
                        health.put(
                                rule.path("name").asString(""), rule.path("health").asString("")));
        return health;
    }

    @Override
    public void close() {
        process.close();
    }
}
