package org.llamaorch.bdd.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.llamaorch.bdd.survey.SourceTree;

/**
 * Writes the documents about the suite and the modules anew: {@code Regen}. Tells of each that
 * changes.
 */
final class Regen {

    private Regen() {}

    public static void main(String[] arguments) throws IOException {
        SuiteFacts facts = SuiteFacts.of(SourceTree.find());
        for (SuiteDocument document : SuiteDocument.all(facts)) {
            Path file = facts.tree().root().resolve(document.path());
            String text = document.text(facts);
            if (!Files.exists(file) || !Files.readString(file).equals(text)) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
                System.out.println("wrote " + document.path());
            }
        }
    }
}
