package org.llamaorch.cli;

import java.util.concurrent.Callable;
import org.llamaorch.orchestrator.http.BuildInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Says what this program is. */
@Command(
        name = "version",
        description = "Prints the version of the program, of its API and of the Java it runs on.",
        footerHeading = "%nExamples:%n",
        footer = {"  llama-orch version", "  llama-orch version --json"})
final class VersionCommand implements Callable<Integer> {

    @Option(names = "--json", description = "as one JSON document")
    private boolean json;

    @Override
    public Integer call() {
        Build build = Build.read();
        String java = Runtime.version().toString();
        if (json) {
            System.out.println(
                    Json.MAPPER
                            .createObjectNode()
                            .put("version", build.version())
                            .put("api_version", BuildInfo.API_VERSION)
                            .put("build_commit", build.info().commit())
                            .put("build_time", build.info().time())
                            .put("java", java));
        } else {
            System.out.println(
                    "llama-orch "
                            + build.version()
                            + " ("
                            + build.info().commit()
                            + "), API "
                            + BuildInfo.API_VERSION
                            + ", Java "
                            + java);
        }
        return ExitCode.OK;
    }
}
