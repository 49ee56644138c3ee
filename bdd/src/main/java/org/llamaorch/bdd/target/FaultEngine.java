package org.llamaorch.bdd.target;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A fault engine process of a scenario. */
public final class FaultEngine implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)");

    private final SuiteSettings settings;
    private final int slots;
    private final String mode;
    private final Path log;
    private ChildProcess process;
    private final URI address;
    private boolean replaced;

    private FaultEngine(
            SuiteSettings settings, int slots, String mode, Path log, ChildProcess process) {
        this.settings = settings;
        this.slots = slots;
        this.mode = mode;
        this.log = log;
        this.process = process;
        this.address = URI.create(process.awaitOutput(ADDRESS, SuiteSettings.START));
    }

    /** Starts one that generates, with this many slots, on a port of its own. */
    public static FaultEngine start(SuiteSettings settings, int slots, Path folder, String name) {
        return start(settings, slots, "generate", folder.resolve("engine-" + name + ".log"));
    }

    /**
     * The same, opened for something.
     *
     * @param mode generate, embedding or rerank
     */
    static FaultEngine start(SuiteSettings settings, int slots, String mode, Path log) {
        return new FaultEngine(
                settings,
                slots,
                mode,
                log,
                launch(settings, slots, mode, Ports.next(), log, List.of()));
    }

    private static ChildProcess launch(
            SuiteSettings settings, int slots, String mode, int port, Path log, List<String> more) {
        List<String> command = new ArrayList<>();
        command.addAll(
                List.of(
                        settings.launcher().toString(),
                        "fault-engine",
                        "--port",
                        Integer.toString(port),
                        "--slots",
                        Integer.toString(slots),
                        "--mode",
                        mode));
        command.addAll(more);
        return ChildProcess.start(command, Map.of(), log);
    }

    public int slots() {
        return slots;
    }

    public String mode() {
        return mode;
    }

    public URI address() {
        return address;
    }

    /** Its own count of what it did: requests, running, aborted, last requests. */
    public JsonNode stats() {
        return new Api(address).get("/fault/stats").json();
    }

    /** What it was asked with a text in the prompt, oldest first; probes of a replica have none. */
    public List<JsonNode> requestsWith(String text) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode request : stats().path("last_requests")) {
            if (request.path("body").toString().contains(text)) {
                found.add(request);
            }
        }
        return found;
    }

    /** Slots that are busy now. */
    public int running() {
        return stats().path("running").asInt();
    }

    public void kill() {
        process.kill();
    }

    /** Starts again on the same port after a kill. */
    public void restart() {
        restart(List.of());
    }

    /** The same with another model. */
    public void restartWithModel(String model) {
        restart(List.of("--model", model));
    }

    /** The same as another build of the engine. */
    public void restartAs(String version) {
        restart(List.of("--version", version));
    }

    private void restart(List<String> more) {
        replaced = true;
        process = launch(settings, slots, mode, address.getPort(), log, more);
        Waiting.untilTrue(
                "the engine to answer again",
                SuiteSettings.START,
                () -> {
                    try {
                        return new Api(address).get("/health").status() == 200;
                    } catch (UncheckedIOException _) {
                        return false;
                    }
                });
    }

    /** Whether it runs as it was first started. */
    boolean isAsStarted() {
        return !replaced && process.isAlive();
    }

    /** Forgets what it was asked and told; what it runs is dropped. */
    void reset() {
        Answer answer = new Api(address).post("/fault/reset", null);
        if (answer.status() != 200) {
            throw new AssertionError("the fault engine does not reset: " + answer.text());
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
