package org.llamaorch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.llamaorch.cli.reference.ReferenceDocument;
import picocli.CommandLine;

/** The references say what the program goes by, and the program explains itself. */
class ReferenceDocumentTest {

    @Test
    @Tag("ORCH-3044")
    void whatIsKeptIsWhatWouldBeWritten() throws IOException {
        for (ReferenceDocument document : ReferenceDocument.of(LlamaOrch.commandLine())) {
            assertThat(Files.readString(Path.of("..").resolve(document.path())))
                    .as("%s; './llama-orch regen' writes it", document.path())
                    .isEqualTo(document.text());
        }
    }

    @Test
    void everyCommandHasADescriptionAndAnExampleAndSoHasEveryArgument() {
        explained(LlamaOrch.commandLine());
    }

    private static void explained(CommandLine command) {
        CommandLine.Model.CommandSpec spec = command.getCommandSpec();
        if (spec.usageMessage().hidden()) {
            return;
        }
        assertThat(spec.usageMessage().description()).as(spec.qualifiedName()).isNotEmpty();
        assertThat(spec.usageMessage().footer()).as(spec.qualifiedName()).isNotEmpty();
        spec.args()
                .forEach(argument ->
                        assertThat(argument.hidden() || argument.description().length > 0)
                                .as("%s of %s", argument, spec.qualifiedName())
                                .isTrue());
        command.getSubcommands().values().forEach(ReferenceDocumentTest::explained);
    }
}
