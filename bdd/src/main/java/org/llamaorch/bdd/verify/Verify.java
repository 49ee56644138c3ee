package org.llamaorch.bdd.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.llamaorch.bdd.target.Api;
import org.llamaorch.bdd.target.Daemon;
import org.llamaorch.bdd.target.FaultEngine;
import org.llamaorch.bdd.target.Folders;
import org.llamaorch.bdd.target.SuiteSettings;

/**
 * The program of {@code llama-orch verify [URL]}: replays the OpenAPI document and the consumer
 * contracts against a daemon, its own when no address is given.
 */
public final class Verify {

    private static final List<String> CONTRACTS =
            List.of("/pacts/llama-orch-cli-orchestratord.json");
    private static final String TASK = "verify-ended";
    private static final String KEY = "LLORCH_API_TOKEN";

    private final Api api;
    private final boolean own;

    private Verify(Api api, boolean own) {
        this.api = api;
        this.own = own;
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length > 0) {
            System.exit(against(arguments[0]));
        }
        SuiteSettings settings = SuiteSettings.from(System.getenv());
        Path folder = Folders.temporary("llama-orch-verify");
        boolean kept;
        try (FaultEngine engine = FaultEngine.start(settings, 2, folder, "one");
                Daemon daemon = Daemon.start(settings, folder, configuration(engine), Map.of())) {
            daemon.awaitPool("default", 1);
            kept = new Verify(new Api(daemon.address()), true).run();
        }
        Folders.delete(folder);
        System.exit(kept ? 0 : 1);
    }

    /** Verifies a daemon that runs; says in one sentence why it cannot be asked. */
    private static int against(String url) throws IOException {
        if (!url.matches("https?://[^/?#]+")) {
            return refused("'" + url + "' is no address; give one such as http://127.0.0.1:8080.");
        }
        Api api = new Api(URI.create(url));
        String key = System.getenv(KEY);
        api.always("Authorization", key == null ? null : "Bearer " + key);
        try {
            int status = api.get("/v2/pools").status();
            return switch (status) {
                case 200 -> new Verify(api, false).run() ? 0 : 1;
                case 401, 403 ->
                        refused(
                                url
                                        + " wants a key with the scopes data and control: set "
                                        + KEY
                                        + " to one.");
                default -> refused(url + " answers " + status + " to GET /v2/pools.");
            };
        } catch (UncheckedIOException e) {
            return refused(
                    e.getCause() instanceof HttpTimeoutException
                            ? url + " was asked for " + e.getMessage() + " and does not answer."
                            : "nothing answers at " + url + ": start one with 'llama-orch up'.");
        }
    }

    private static int refused(String sentence) {
        System.out.println("llama-orch: " + sentence);
        return 2;
    }

    private static Map<String, Object> configuration(FaultEngine engine) {
        return Map.of(
                "pools",
                List.of(
                        Map.of(
                                "id",
                                "default",
                                "engine",
                                "llamacpp",
                                "aliases",
                                List.of("default"),
                                "replicas",
                                List.of(Map.of("id", "r0", "url", engine.address().toString())))));
    }

    private boolean run() throws IOException {
        List<Finding> findings = new ArrayList<>();
        verify(finding -> {
            System.out.println(finding);
            findings.add(finding);
        });
        long broken = findings.stream().filter(Finding::broken).count();
        long skipped = findings.stream().filter(finding -> !finding.skipped().isEmpty()).count();
        System.out.printf(
                "%n%d promises (%d kept, %d broken, %d skipped)%n",
                findings.size(), findings.size() - broken - skipped, broken, skipped);
        return broken == 0;
    }

    /** Tells of each promise once it was looked at. */
    private void verify(Consumer<Finding> told) throws IOException {
        ProviderStates states = new ProviderStates(api);
        for (String contract : CONTRACTS) {
            new ContractReplay(api, states).run(contract, told);
        }
        String model = api.get("/v1/models").json().at("/data/0/id").asString("default");
        try {
            states.ended(TASK, model);
        } catch (AssertionError cannot) {
            told.accept(Finding.of("a task ends", List.of(String.valueOf(cannot.getMessage()))));
            return;
        }
        new DocumentReplay(api, own, model, TASK).run(told);
    }

    /** The promises that a daemon of one's own breaks, one text each. */
    public static List<String> broken(Api api) throws IOException {
        List<Finding> findings = new ArrayList<>();
        new Verify(api, true).verify(findings::add);
        return findings.stream().filter(Finding::broken).map(Finding::toString).toList();
    }
}
