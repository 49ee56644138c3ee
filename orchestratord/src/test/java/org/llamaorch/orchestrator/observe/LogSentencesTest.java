package org.llamaorch.orchestrator.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every record of every module, also those that the narrator does not tell: its sentence stands in
 * the source as it is told, with nothing put in, so that a name can only be in a field (contract
 * §6, ORCH-3305, B-OBS-022).
 */
@Tag("ORCH-3305")
class LogSentencesTest {

    private static final Path MODULES = Path.of("..").toAbsolutePath().normalize();

    /** Where a logger is told something; what it is told follows. */
    private static final Pattern TELLING =
            Pattern.compile(
                    "(?:\\b(?i:log|logger)\\s*\\.\\s*(?:trace|debug|info|warn|error)"
                            + "|\\.\\s*(?:log|setMessage))\\s*\\((?!\\s*\\))");

    private static final Pattern LITERAL = Pattern.compile("\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*");

    /** Told gets its sentences from the narrator, whose own test hears each of them. */
    private static final String TOLD = "Told.java";

    /** Gives words for a cause; each of them stands in it as a literal. */
    private static final String AUDIT = "Audit.java";

    @Test
    void everySentenceIsForPeopleAndNothingIsPutIntoIt() throws IOException {
        Map<String, List<String>> sentences = sentences();
        assertThat(sentences).hasSizeGreaterThan(30);
        assertAll(
                sentences.entrySet().stream()
                        .flatMap(each ->
                                each.getValue().stream()
                                        .map(told -> checking(each.getKey(), told))));
    }

    private static Executable checking(String file, String sentence) {
        return () -> {
            assertThat(sentence).as("%s puts together what it tells", file).isNotEmpty();
            assertThat(sentence).as(file).satisfies(ForPeople::check);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOG.warn(\"Pool {} is lost.\", poolId);",
                "LOG.warn(\"A pool is lost: \" + poolId);",
                "LOG.info(sentence);",
                "LOG.atError().setCause(e)\n    .log(\"It is %s.\".formatted(taskId));",
            })
    void noticesAnIdentifierThatIsPutIntoASentence(String source) {
        List<String> told = sentences(source);
        assertThat(told).hasSize(1);
        assertThat(told.getFirst())
                .satisfiesAnyOf(
                        sentence -> assertThat(sentence).isEmpty(),
                        sentence -> assertThat(sentence).containsPattern("[{}%]"));
    }

    /** By file; one that is put together is told as an empty text. */
    private static Map<String, List<String>> sentences() throws IOException {
        Map<String, List<String>> sentences = new TreeMap<>();
        for (Path file : sources()) {
            String name = file.getFileName().toString();
            String source = Files.readString(file);
            if (source.contains("org.slf4j") && !name.equals(TOLD)) {
                List<String> told = name.equals(AUDIT) ? literals(source) : sentences(source);
                if (!told.isEmpty()) {
                    sentences.put(MODULES.relativize(file).toString(), told);
                }
            }
        }
        return sentences;
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module :
                List.of("contracts", "core", "engines", "pool-managerd", "orchestratord", "cli")) {
            try (Stream<Path> files =
                    Files.walk(MODULES.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }

    private static List<String> sentences(String source) {
        List<String> sentences = new ArrayList<>();
        Matcher telling = TELLING.matcher(source);
        while (telling.find()) {
            sentences.add(literal(source, telling.end()));
        }
        return sentences;
    }

    /** The literal that begins there, of one or more parts; empty when it is more than that. */
    private static String literal(String source, int from) {
        StringBuilder text = new StringBuilder();
        Matcher part = LITERAL.matcher(source);
        for (int at = from; ; at = part.end() + 1) {
            if (!part.region(at, source.length()).lookingAt()) {
                return "";
            }
            text.append(part.group(1));
            char next = source.charAt(part.end());
            if (next == ',' || next == ')') {
                return text.toString();
            }
            if (next != '+') {
                return "";
            }
        }
    }

    /** Every literal that is a sentence. */
    private static List<String> literals(String source) {
        return Pattern.compile("\"([A-Z][^\"]* [^\"]*\\.)\"")
                .matcher(source)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
