package org.llamaorch.orchestrator.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.llamaorch.poolmanager.gguf.GgufException;
import org.llamaorch.poolmanager.gguf.GgufHeader;
import org.llamaorch.poolmanager.gguf.GgufReader;

/**
 * A model's files on this machine as they are now: one, or all parts of a split one in their order.
 *
 * @param files empty when there are none
 * @param facts null when the first is no GGUF file
 */
record LocalModel(List<FileStamp> files, @Nullable ModelFacts facts) {

    static final LocalModel ABSENT = new LocalModel(List.of(), null);

    private static final Pattern PART =
            Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf", Pattern.DOTALL);
    private static final int PARTS_MAX = 1_000;

    LocalModel {
        files = List.copyOf(files);
    }

    @Nullable String path() {
        return files.isEmpty() ? null : files.getFirst().path().toString();
    }

    @Nullable Long sizeBytes() {
        return files.isEmpty() ? null : (Long) files.stream().mapToLong(FileStamp::sizeBytes).sum();
    }

    /** Looks at the file and its header; absent when it or a part of it is not there. Blocks. */
    static LocalModel at(Path first) {
        List<FileStamp> files = new ArrayList<>();
        try {
            for (Path part : parts(first)) {
                files.add(FileStamp.of(part));
            }
        } catch (IOException _) {
            return ABSENT;
        }
        return new LocalModel(files, facts(first));
    }

    private static List<Path> parts(Path first) {
        Matcher part = PART.matcher(String.valueOf(first.getFileName()));
        if (!part.matches() || Integer.parseInt(part.group(3)) > PARTS_MAX) {
            return List.of(first);
        }
        List<Path> parts = new ArrayList<>();
        for (int number = 1; number <= Integer.parseInt(part.group(3)); number++) {
            parts.add(
                    first.resolveSibling(
                            String.format(
                                    Locale.ROOT,
                                    "%s-%05d-of-%s.gguf",
                                    part.group(1),
                                    number,
                                    part.group(3))));
        }
        return parts;
    }

    private static @Nullable ModelFacts facts(Path file) {
        try {
            GgufHeader header = GgufReader.read(file);
            return new ModelFacts(
                    header.architecture(),
                    header.name(),
                    header.quantization(),
                    header.contextLength());
        } catch (GgufException _) {
            return null;
        }
    }
}
