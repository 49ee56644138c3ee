package org.llamaorch.poolmanager.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.poolmanager.Eventually;

class EngineProcessTest {

    private static final Duration GRACE = Duration.ofMillis(300);

    @TempDir private Path folder;

    @Test
    void runsTheEngineInASessionOfItsOwnWithTheEnvironmentItWasGiven() throws Exception {
        EngineProcess engine = spawn("env; exec sleep 60");
        try {
            long pid = engine.identity().pid();
            Eventually.that("own session", () -> Proc.stat(pid).orElseThrow().session() == pid);
            Eventually.that("output", () -> output().contains("GREETING=hello"));

            assertThat(output()).doesNotContain("HOME=");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
        } finally {
            engine.end(GRACE);
        }
    }

    @Test
    void endsTheWholeGroupEvenWhenTheEngineIgnoresSigterm() throws Exception {
        EngineProcess engine =
                spawn("trap '' TERM; sleep 61 & echo child $! ; while true; do sleep 0.1; done");
        Eventually.that("child", () -> output().contains("child "));
        long child = Long.parseLong(output().split("child ", -1)[1].strip());

        engine.end(GRACE);

        assertThat(engine.alive()).isFalse();
        Eventually.that(
                "the engine's child is gone",
                () -> Proc.stat(child).filter(Proc.Stat::alive).isEmpty());
    }

    @Test
    void tellsTheExitCodeOfAChildAndNothingOfAnAdoptedProcess() throws Exception {
        EngineProcess child = spawn("exit 3");
        assertThat(child.awaitEnd()).isEqualTo(OptionalInt.of(3));

        EngineProcess other = spawn("exec sleep 62");
        EngineProcess adopted = EngineProcess.adopted(other.identity());
        other.end(GRACE);
        assertThat(adopted.awaitEnd()).isEmpty();
    }

    @Test
    void provesAProcessByStartTimeBootAndArguments() throws Exception {
        EngineProcess engine = spawn("sleep 63 & wait");
        ProcessIdentity real = engine.identity();
        try {
            Eventually.that("proven", real::provenAlive);
            long pid = real.pid();
            String boot = real.bootId();
            String hash = real.argumentsSha256();
            assertThat(new ProcessIdentity(pid, real.startTicks() + 1, boot, hash).provenAlive())
                    .isFalse();
            assertThat(new ProcessIdentity(pid, real.startTicks(), "other", hash).provenAlive())
                    .isFalse();
            assertThat(new ProcessIdentity(pid, real.startTicks(), boot, "other").provenAlive())
                    .isFalse();
        } finally {
            engine.end(GRACE);
        }
    }

    @Test
    void touchesNobodyWhoHasTheNumberOfAnEngineThatIsGone() throws Exception {
        EngineProcess stranger = spawn("exec sleep 64");
        try {
            ProcessIdentity now = stranger.identity();
            EngineProcess gone =
                    EngineProcess.adopted(
                            new ProcessIdentity(
                                    now.pid(),
                                    now.startTicks() - 1,
                                    now.bootId(),
                                    now.argumentsSha256()));

            gone.end(GRACE);

            assertThat(stranger.alive()).isTrue();
        } finally {
            stranger.end(GRACE);
        }
    }

    @Test
    void findsEnginesOfItsStateFolderOfWhichNoRecordTells() throws Exception {
        RunRecords ours = new RunRecords(folder.resolve("home"));
        RunRecords others = new RunRecords(folder.resolve("elsewhere"));
        EngineProcess engine =
                EngineProcess.spawn(
                        new EngineCommand(
                                List.of("/bin/sleep", "65"),
                                Map.of(EngineEnvironment.OWNER, ours.owner("default", "r0"))),
                        file());
        try {
            Eventually.that("seen", () -> ours.unrecorded(List.of()).size() == 1);

            assertThat(ours.unrecorded(List.of()).getFirst().identity().pid())
                    .isEqualTo(engine.identity().pid());
            assertThat(ours.unrecorded(List.of(engine.identity()))).isEmpty();
            assertThat(others.unrecorded(List.of())).isEmpty();
        } finally {
            engine.end(GRACE);
        }
    }

    private EngineProcess spawn(String script) throws IOException {
        return EngineProcess.spawn(
                new EngineCommand(
                        List.of("/bin/sh", "-c", script),
                        Map.of("PATH", "/usr/bin:/bin", "GREETING", "hello")),
                file());
    }

    private Path file() {
        return folder.resolve("engine.out");
    }

    private String output() {
        try {
            return Files.readString(file());
        } catch (IOException problem) {
            throw new AssertionError(problem);
        }
    }
}
