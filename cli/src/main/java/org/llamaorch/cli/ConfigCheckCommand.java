package org.llamaorch.cli;

import java.util.concurrent.Callable;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.config.PoolConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says whether the configuration is right. */
@Command(
        name = "check",
        description =
                "Says whether file, environment and flags make a right configuration, without"
                        + " starting anything. Exit code 78 and one sentence when they do not.",
        footerHeading = "%nExample:%n",
        footer = "  llama-orch config check --config pools.yaml")
final class ConfigCheckCommand implements Callable<Integer> {

    @Mixin private final DaemonOptions options = new DaemonOptions();

    @Option(names = "--json", description = "says it as a JSON line")
    private boolean json;

    @Override
    public Integer call() {
        Config config = DaemonStart.configuration(options, null, null);
        for (PoolConfig pool : config.pools()) {
            if (!pool.provisioned().isEmpty()) {
                pool.provision()
                        .mode()
                        .refusal(pool.spec().id())
                        .ifPresent(sentence -> {
                            throw new CommandFailure(ExitCode.CONFIGURATION, sentence);
                        });
            }
        }
        int pools = config.pools().size();
        System.out.println(
                json
                        ? Json.MAPPER
                                .createObjectNode()
                                .put("ok", true)
                                .put("pools", pools)
                                .toString()
                        : "The configuration is right; pools: " + pools + ".");
        return ExitCode.OK;
    }
}
