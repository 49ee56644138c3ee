package org.llamaorch.bdd.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A package as its package-info tells it.
 *
 * @param summary the first sentence
 * @param requirements the ids that it says it carries: {@code Requirements: ORCH-3004.}
 * @param types its public ones, by name
 */
record PackageText(String name, String summary, List<String> requirements, List<String> types) {

    private static final Pattern COMMENT = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern CARRIES = Pattern.compile("Requirements: ([^.]*)\\.");
    private static final Pattern TYPE =
            Pattern.compile(
                    "(?m)^public (?:(?:final|abstract|sealed|non-sealed) )*"
                            + "(?:class|record|enum|interface|@interface) (\\w+)");

    PackageText {
        requirements = List.copyOf(requirements);
        types = List.copyOf(types);
    }

    /**
     * The package of a package-info.
     *
     * @param sources the folder that packages begin in
     */
    static PackageText of(Path sources, Path file) {
        try {
            Matcher comment = COMMENT.matcher(Files.readString(file));
            String text =
                    comment.find()
                            ? comment.group(1)
                                    .replaceAll("(?m)^\\s*\\* ?", " ")
                                    .replaceAll("\\{@\\w+ ([^}]*)}", "`$1`")
                                    .replaceAll("\\s+", " ")
                                    .strip()
                            : "";
            Path folder = file.getParent();
            return new PackageText(
                    folder == null ? "" : sources.relativize(folder).toString().replace('/', '.'),
                    firstSentence(text),
                    carried(text),
                    folder == null ? List.of() : types(folder));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static String firstSentence(String text) {
        String first = text.replaceFirst("<p>.*", "").strip();
        int end = first.indexOf(". ");
        return end < 0 ? first : first.substring(0, end + 1);
    }

    private static List<String> carried(String text) {
        Matcher carries = CARRIES.matcher(text);
        return carries.find() ? List.of(carries.group(1).strip().split(",\\s*")) : List.of();
    }

    private static List<String> types(Path folder) throws IOException {
        List<String> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                String type = publicType(Files.readString(file));
                if (type != null) {
                    types.add(type);
                }
            }
        }
        types.sort(null);
        return types;
    }

    private static @Nullable String publicType(String source) {
        Matcher type = TYPE.matcher(source);
        return type.find() ? type.group(1) : null;
    }
}
