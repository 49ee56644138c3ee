package org.llamaorch.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Replays what the service promises, document and contracts, against a live daemon. */
@Command(
        name = "verify",
        description =
                "Replays the OpenAPI document and the contracts of known consumers against a "
                        + "daemon, and reports what is not as promised. Without URL it starts a daemon "
                        + "with a test engine for it. At a daemon that others use, operations that would "
                        + "change their things are skipped. LLORCH_API_TOKEN is sent as the key. Exit "
                        + "code 1 when a promise is broken.",
        footerHeading = "%nExamples:%n",
        footer = {"  llama-orch verify", "  llama-orch verify http://127.0.0.1:8080"})
final class VerifyCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description = "base address of a daemon that runs")
    private @Nullable String url;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return BehaviourPrograms.of(Project.require("verify"))
                .run(
                        "org.llamaorch.bdd.verify.Verify",
                        url == null ? List.of() : List.of(url.replaceAll("/+$", "")),
                        System.out::println);
    }
}
