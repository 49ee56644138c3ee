package org.llamaorch.bdd.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The examples of a document: blocks of shell commands, and what each prints. */
public final class Examples {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ADDRESS = "http://127.0.0.1:8080";
    private static final Pattern BLOCK =
            Pattern.compile("```sh\n(.*?)\n```\n(?:```text\n(.*?)\n```\n)?", Pattern.DOTALL);

    private Examples() {}

    /**
     * One example.
     *
     * @param printed what it prints, where {@code …} stands for anything; empty when nothing is
     *     said of it
     */
    public record Example(String command, String printed) {}

    /** Those of a Markdown file, in order. */
    public static List<Example> of(Path document) {
        try {
            List<Example> examples = new ArrayList<>();
            for (MatchResult block : BLOCK.matcher(Files.readString(document)).results().toList()) {
                String printed = block.group(2);
                examples.add(new Example(block.group(1), printed == null ? "" : printed));
            }
            return examples;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the command prints when the service is at that address; blocks until it has ended. */
    public static String run(Example example, URI address) {
        String command = example.command().replace(ADDRESS, address.toString());
        try {
            Process process =
                    new ProcessBuilder("bash", "-euo", "pipefail", "-c", command)
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            String printed =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE)) {
                process.destroyForcibly();
                throw new AssertionError("the example does not end: " + command);
            }
            return printed.replace("\r", "").strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Matches what the example says is printed. */
    public static Pattern expected(Example example) {
        String pattern =
                Pattern.compile("…")
                        .splitAsStream(example.printed().strip() + "\0")
                        .map(part -> Pattern.quote(part.replace("\0", "")))
                        .collect(Collectors.joining(".*?"));
        return Pattern.compile(pattern, Pattern.DOTALL);
    }
}
