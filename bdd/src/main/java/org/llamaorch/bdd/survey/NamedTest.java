package org.llamaorch.bdd.survey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A unit test that shows a behaviour: its method, or its class, carries the behaviour's id as
 * {@code @Tag("B-…")}.
 *
 * @param test such as {@code MetricsTest.countsUnderConcurrency}, or the class alone
 */
public record NamedTest(String id, String test) {

    private static final Pattern TAG = Pattern.compile("@Tag\\(\"([A-Z][A-Z0-9-]+)\"\\)");
    private static final Pattern DECLARED =
            Pattern.compile("\\b(?:void (\\w+)\\(|(?:class|interface) (\\w+))");

    /** All of a tree, by file and place. */
    public static List<NamedTest> in(SourceTree tree) {
        List<NamedTest> all = new ArrayList<>();
        for (Path file : tree.sources("test")) {
            try {
                addTo(all, String.valueOf(file.getFileName()), Files.readString(file));
            } catch (IOException cause) {
                throw new UncheckedIOException(cause);
            }
        }
        return List.copyOf(all);
    }

    private static void addTo(List<NamedTest> all, String file, String source) {
        String type = file.replace(".java", "");
        Matcher tag = TAG.matcher(source);
        Matcher declared = DECLARED.matcher(source);
        while (tag.find()) {
            if (declared.find(tag.end())) {
                String method = declared.group(1);
                all.add(new NamedTest(tag.group(1), method == null ? type : type + "." + method));
            }
        }
    }
}
