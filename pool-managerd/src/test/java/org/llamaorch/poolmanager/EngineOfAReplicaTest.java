package org.llamaorch.poolmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.poolmanager.gguf.TinyGguf;
import org.llamaorch.poolmanager.process.EngineEnvironment;

/** What the process of a replica's engine is given, as the system tells it of real processes. */
class EngineOfAReplicaTest {

    @TempDir private Path folder;

    private final CollectingListener told = new CollectingListener();
    private @Nullable PoolSupervision supervision;

    /** A process as /proc shows it. */
    private record Running(List<String> command, List<String> environment, String user) {

        List<String> after(String argument) {
            return Stream.iterate(0, i -> i < command.size() - 1, i -> i + 1)
                    .filter(i -> command.get(i).equals(argument))
                    .map(i -> command.get(i + 1))
                    .toList();
        }

        List<String> variable(String name) {
            return environment.stream()
                    .filter(each -> each.startsWith(name + "="))
                    .map(each -> each.substring(name.length() + 1))
                    .toList();
        }

        private static Running of(Path process) {
            try {
                return new Running(
                        words(process.resolve("cmdline")),
                        words(process.resolve("environ")),
                        Files.readAllLines(process.resolve("status")).stream()
                                .filter(line -> line.startsWith("Uid:"))
                                .findFirst()
                                .orElseThrow());
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }

        private static List<String> words(Path file) throws IOException {
            return List.of(
                    new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\0"));
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (supervision != null) {
            supervision.stop();
        }
    }

    @Test
    @Tag("ORCH-3001")
    @Tag("ORCH-3022")
    @Tag("ORCH-3506")
    void isOneProcessWithOneModelOneMaskAndABoundedContextAsTheSameUser() throws Exception {
        twoGpus();
        Path model =
                TinyGguf.write(Files.createDirectories(folder.resolve("model")).resolve("m.gguf"));
        PoolSupervision started = SmallEngines.supervision(folder, told, () -> 1L << 40);
        supervision = started;
        started.start(
                List.of(
                        spec("first", model, "GPU0"),
                        spec("second", model, "1"),
                        spec("processor", model, "cpu")));

        List<Running> engines = new ArrayList<>();
        Eventually.that(
                "three engines run",
                () -> {
                    engines.clear();
                    engines.addAll(engines(model));
                    return engines.size() == 3;
                });

        assertThat(engines)
                .allSatisfy(engine -> {
                    assertThat(engine.after("--model")).containsExactly(model.toString());
                    assertThat(engine.after("--parallel")).containsExactly("2");
                    assertThat(engine.after("--ctx")).containsExactly("256");
                    assertThat(engine.variable("CUDA_VISIBLE_DEVICES")).hasSize(1);
                    assertThat(engine.user).isEqualTo(Running.of(Path.of("/proc/self")).user);
                });
        assertThat(engines)
                .flatExtracting(engine -> engine.variable("CUDA_VISIBLE_DEVICES"))
                .containsExactlyInAnyOrder("0", "1", "");
    }

    private void twoGpus() throws IOException {
        Path program =
                Files.writeString(
                        Files.createDirectories(folder.resolve("bin")).resolve("nvidia-smi"),
                        """
                        #!/bin/sh
                        echo "0, Small, 1000, 900, 12, 8.6, 00000000:01:00.0"
                        echo "1, Small, 1000, 900, 12, 8.6, 00000000:02:00.0"
                        """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private static PoolRuntimeSpec spec(String pool, Path model, String device) {
        PoolRuntimeSpec usual =
                PoolRuntimeSpec.onProcessor(pool, model.toString(), List.of("tiny"), true);
        return new PoolRuntimeSpec(
                pool,
                usual.engine(),
                usual.modelRef(),
                usual.aliases(),
                128,
                2,
                1,
                usual.batch(),
                usual.workload(),
                usual.provisioning(),
                true,
                usual.environment(),
                usual.flags(),
                null,
                List.of(new ReplicaRuntimeSpec("r0", List.of(device), List.of(), false)));
    }

    /** Those of the model, which is this test's own. */
    private static List<Running> engines(Path model) {
        return ProcessHandle.allProcesses()
                .map(process -> Path.of("/proc", Long.toString(process.pid())))
                .flatMap(EngineOfAReplicaTest::running)
                .filter(each -> each.command.contains(model.toString()))
                .filter(each -> !each.variable(EngineEnvironment.OWNER).isEmpty())
                .toList();
    }

    private static Stream<Running> running(Path process) {
        try {
            return Stream.of(Running.of(process));
        } catch (UncheckedIOException gone) {
            return Stream.empty();
        }
    }
}
