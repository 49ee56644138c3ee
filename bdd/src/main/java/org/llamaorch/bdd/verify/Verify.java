package org.llamaorch.bdd.verify;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.llamaorch.bdd.target.Api;
import org.llamaorch.bdd.target.Daemon;
import org.llamaorch.bdd.target.FaultEngine;
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
            System.exit(new Verify(api(URI.create(arguments[0])), false).run() ? 0 : 1);
        }
        SuiteSettings settings = SuiteSettings.from(System.getenv());
        Path folder = Files.createTempDirectory("llama-orch-verify");
        boolean kept;
        try (FaultEngine engine = FaultEngine.start(settings, 2, "generate", folder, "one");
                Daemon daemon = Daemon.start(settings, folder, configuration(engine), Map.of())) {
            daemon.awaitPools(List.of("default"));
            kept = new Verify(new Api(daemon.address()), true).run();
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
        System.exit(kept ? 0 : 1);
    }

    private static Api api(URI address) {
        Api api = new Api(address);
        String key = System.getenv(KEY);
        api.always("Authorization", key == null ? null : "Bearer " + key);
        return api;
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
        List<Finding> findings = findings();
        findings.forEach(System.out::println);
        long broken = findings.stream().filter(Finding::broken).count();
        long skipped = findings.stream().filter(finding -> !finding.skipped().isEmpty()).count();
        System.out.printf(
                "%n%d promises (%d kept, %d broken, %d skipped)%n",
                findings.size(), findings.size() - broken - skipped, broken, skipped);
        return broken == 0;
    }

    private List<Finding> findings() throws IOException {
        ProviderStates states = new ProviderStates(api);
        List<Finding> findings = new ArrayList<>();
        for (String contract : CONTRACTS) {
            findings.addAll(new ContractReplay(api, states).run(contract));
        }
        String model = api.get("/v1/models").json().at("/data/0/id").asString("default");
        states.ended(TASK, model);
        findings.addAll(new DocumentReplay(api, own, model, TASK).run());
        return findings;
    }

    /** The promises that a daemon of one's own breaks, one text each. */
    public static List<String> broken(Api api) throws IOException {
        return new Verify(api, true)
                .findings().stream().filter(Finding::broken).map(Finding::toString).toList();
    }
}
