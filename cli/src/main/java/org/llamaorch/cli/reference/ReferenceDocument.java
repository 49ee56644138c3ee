package org.llamaorch.cli.reference;

import java.util.List;
import org.llamaorch.orchestrator.config.ConfigReader;
import org.llamaorch.orchestrator.observe.MetricList;
import picocli.CommandLine;

/**
 * A document of {@code docs/reference} that is written anew by {@code regen}.
 *
 * @param path where it stands in the source tree
 * @param text all of it, ending in a line end
 */
public record ReferenceDocument(String path, String text) {

    static final String NOTE = "Written by `./llama-orch regen`; changes by hand are lost.";

    /** All of them, as this program would write them; {@code commands} is its command line. */
    public static List<ReferenceDocument> of(CommandLine commands) {
        String schema = ConfigReader.schema();
        return List.of(
                new ReferenceDocument(
                        "docs/reference/configuration.md",
                        new ConfigurationReference(schema).text()),
                new ReferenceDocument("docs/reference/llama-orch.schema.json", schema + "\n"),
                new ReferenceDocument(
                        "docs/reference/metrics.md", MetricReference.text(MetricList.load())),
                new ReferenceDocument("docs/reference/cli.md", CommandReference.text(commands)));
    }

    /** What a cell of a table may hold. */
    static String cell(String text) {
        return text.replace("|", "\\|").replace('\n', ' ').strip();
    }
}
