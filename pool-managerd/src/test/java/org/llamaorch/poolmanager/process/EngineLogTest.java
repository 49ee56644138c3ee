package org.llamaorch.poolmanager.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineLogTest {

    private static final int LIMIT = 1_000;

    @TempDir private Path folder;
    private Path raw = Path.of("");
    private Path log = Path.of("");
    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void names() {
        raw = folder.resolve("engine.out");
        log = folder.resolve("logs/engine.log");
    }

    @Test
    void carriesWholeLinesOverWithoutTheirSecrets() throws IOException {
        EngineLog engineLog = open();
        say("first secret=hunter2\nsecond ");
        engineLog.pump();
        say("half\n");
        engineLog.pump();

        assertThat(lines).containsExactly("first secret=****", "second half");
        assertThat(Files.readString(log)).isEqualTo("first secret=****\nsecond half\n");
        assertThat(engineLog.lastLines()).isEqualTo(lines);
    }

    @Test
    void keepsTheLogInTwoBoundedFilesAndEmptiesTheRawOne() throws IOException {
        EngineLog engineLog = open();
        for (int round = 0; round < 100; round++) {
            say("line " + round + " " + "x".repeat(60) + "\n");
            engineLog.pump();
        }

        assertThat(Files.size(log)).isLessThanOrEqualTo(LIMIT);
        assertThat(Files.size(log.resolveSibling("engine.log.1"))).isLessThanOrEqualTo(LIMIT);
        assertThat(Files.size(raw)).isLessThanOrEqualTo(LIMIT + 100);
        assertThat(Files.readString(log)).contains("line 99 ");
        assertThat(lines).hasSize(100);
    }

    @Test
    void cutsALineThatDoesNotEnd() throws IOException {
        EngineLog engineLog = open();
        say("x".repeat(100_000) + "\nnext\n");
        engineLog.pump();

        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(8192));
        assertThat(lines).last().isEqualTo("next");
    }

    private EngineLog open() {
        return new EngineLog(
                raw, log, LIMIT, line -> line.replaceAll("secret=\\S+", "secret=****"), lines::add);
    }

    private void say(String text) throws IOException {
        Files.writeString(raw, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
