package org.llamaorch.bdd.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.llamaorch.bdd.survey.SourceTree;

/** The part of a document between two marks: what is kept of it, or what alone is written. */
record KeptPart(String name) {

    String begin() {
        return "<!-- " + name + " -->\n";
    }

    String end() {
        return "<!-- end of " + name + " -->\n";
    }

    /** What stands between the marks in a document; empty when it has none, or there is none. */
    String in(SourceTree tree, String path) {
        Path file = tree.root().resolve(path);
        try {
            String text = Files.exists(file) ? Files.readString(file) : "";
            int from = text.indexOf(begin());
            int to = text.indexOf(end());
            return from < 0 || to < from ? "" : text.substring(from + begin().length(), to);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /**
     * The document with another text between its marks.
     *
     * @throws IllegalStateException when it has no marks
     */
    String replacedIn(String document, String text) {
        int from = document.indexOf(begin());
        int to = document.indexOf(end());
        if (from < 0 || to < from) {
            throw new IllegalStateException(
                    "needs the lines '" + begin().strip() + "' and '" + end().strip() + "'");
        }
        return document.substring(0, from + begin().length()) + text + document.substring(to);
    }
}
