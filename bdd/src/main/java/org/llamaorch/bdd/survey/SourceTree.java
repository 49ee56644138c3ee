package org.llamaorch.bdd.survey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The project's folder, for what is told of its sources and documents. */
public record SourceTree(Path root) {

    private static final String MARK = "contracts/behaviours.md";

    private static final String FEATURES = "bdd/src/main/resources/features";

    /** Where all features are, as Cucumber names it: those of the tree, else those of the jar. */
    public static String features() {
        return search().map(tree -> tree.root().resolve(FEATURES).toString())
                .orElse("classpath:features");
    }

    /**
     * The tree of the launcher that {@code LLORCH_BDD_LAUNCHER} names, else the one that holds the
     * working folder.
     *
     * @throws IllegalStateException when there is none
     */
    public static SourceTree find() {
        return search().orElseThrow(() ->
                new IllegalStateException(
                        "needs the source tree: start it from a folder of the" + " project."));
    }

    /** Where what is built and run leaves what it makes: in the tree, else a folder here. */
    public static Path target() {
        return search().map(tree -> tree.root().resolve("bdd").resolve("target"))
                .orElse(Path.of("llama-orch-bdd"));
    }

    private static Optional<SourceTree> search() {
        String launcher = System.getenv("LLORCH_BDD_LAUNCHER");
        if (launcher != null) {
            Path root = Path.of(launcher).toAbsolutePath().getParent();
            if (root != null && isTree(root)) {
                return Optional.of(new SourceTree(root));
            }
        }
        for (@Nullable Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (isTree(at)) {
                return Optional.of(new SourceTree(at));
            }
        }
        return Optional.empty();
    }

    private static boolean isTree(Path folder) {
        return Files.isRegularFile(folder.resolve(MARK));
    }

    public String read(String path) {
        try {
            return Files.readString(root.resolve(path));
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** The Java sources below each module's {@code src/main} or {@code src/test}, sorted. */
    public List<Path> sources(String kind) {
        try (Stream<Path> modules = Files.list(root)) {
            return modules.map(module -> module.resolve("src").resolve(kind))
                    .filter(Files::isDirectory)
                    .flatMap(SourceTree::sourcesBelow)
                    .sorted()
                    .toList();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    private static Stream<Path> sourcesBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
