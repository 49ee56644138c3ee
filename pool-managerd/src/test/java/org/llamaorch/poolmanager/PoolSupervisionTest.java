package org.llamaorch.poolmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.process.EngineKeyFile;
import org.llamaorch.poolmanager.process.ProcessIdentity;
import org.llamaorch.poolmanager.supervise.LlamaCppProbe;
import org.llamaorch.poolmanager.supervise.ProbeResult;

/** The life of a small engine in real processes: started, watched, brought back, ended. */
class PoolSupervisionTest extends SupervisedPool {

    @Test
    void servesOnceTheEngineHasDecodedAndEndsItAtTheStop() throws Exception {
        supervision.start(List.of(pool(model.toString())));
        ReplicaStatus ready = await(ReplicaStatus::ready);

        assertThat(ready.slots()).isEqualTo(2);
        assertThat(ready.ctxMax()).isEqualTo(512);
        assertThat(ready.models()).contains("tiny");
        assertThat(ready.modelDigest()).startsWith("sha256:");
        assertThat(told.preparing("default")).isEmpty();
        ProcessIdentity engine = record().identity();
        assertThat(engine.provenAlive()).isTrue();
        Path log = folder.resolve("home/logs/engines/default~r0.log");
        Eventually.that("log", () -> Files.exists(log));
        assertThat(log).content().contains("token=****").doesNotContain("hunter2");

        supervision.stop();

        assertThat(engine.alive()).isFalse();
        assertThat(records().all()).isEmpty();
        assertThat(told.gone()).containsExactly("local/default/r0");
    }

    @Test
    void tellsWhatHasToHappenBeforeItsStartReturns() {
        CountDownLatch asserted = new CountDownLatch(1);
        supervision =
                SmallEngines.supervision(
                        folder, told, () -> memoryBytes, () -> awaitQuietly(asserted));

        supervision.start(List.of(pool(model.toString())));

        assertThat(told.preparing("default"))
                .singleElement()
                .satisfies(step -> assertThat(step.kind()).isEqualTo("pool_warmup"));
        asserted.countDown();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void bringsAKilledEngineBackAndSaysWhatHappened() throws Exception {
        supervision.start(List.of(pool(model.toString())));
        await(ReplicaStatus::ready);
        long first = record().identity().pid();

        assertThat(ProcessHandle.of(first).orElseThrow().destroyForcibly()).isTrue();

        ReplicaStatus crashed = await(status -> status.lastError() != null);
        assertThat(crashed.lastError()).contains("SIGKILL");
        assertThat(crashed.ready()).isFalse();
        assertThat(crashed.retryAtMs()).isPositive();
        await(ReplicaStatus::ready);
        assertThat(record().identity().pid()).isNotEqualTo(first);
    }

    @Test
    void endsAnEngineThatDoesNotAnswerAnyMore() throws Exception {
        supervision.start(List.of(pool(model.toString())));
        await(ReplicaStatus::ready);
        ProcessIdentity first = record().identity();

        tell("silent", "");

        await(status -> String.valueOf(status.lastError()).contains("health polls in a row"));
        Eventually.that("ended", () -> !first.alive());
    }

    @Test
    void showsTheEnginesOwnSentenceWhenItCannotStartAndGoesOnTrying() throws Exception {
        tell("refuse", "llama_server: cannot start with m.gguf: it is odd");
        supervision.start(List.of(pool(model.toString())));

        await(status -> String.valueOf(status.lastError()).contains("it is odd"));
        Files.delete(model.resolveSibling("refuse"));

        await(ReplicaStatus::ready);
    }

    @Test
    void startsEachEngineWithAKeyOfItsOwnByFile() throws Exception {
        Path keyFile = records().keyFile("default", "r0");
        PoolRuntimeSpec keyed = pool(null, new ReplicaRuntimeSpec("r0", List.of("cpu"), true));
        supervision.start(List.of(keyed));
        ReplicaStatus ready = await(ReplicaStatus::ready);

        String key = EngineKeyFile.read(keyFile).orElseThrow();
        assertThat(told.keys()).contains(key);
        assertThat(key).matches("[0-9a-f]{64}");
        assertThat(Files.getPosixFilePermissions(keyFile))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(commandLine()).doesNotContain(key).contains("--api-key-file");
        assertThat(look(ready, null)).isInstanceOf(ProbeResult.Failed.class);
        assertThat(look(ready, key)).isInstanceOf(ProbeResult.Serving.class);
        long first = record().identity().pid();

        assertThat(ProcessHandle.of(first).orElseThrow().destroyForcibly()).isTrue();
        Eventually.that(
                "another engine",
                () ->
                        records()
                                .read("default", "r0")
                                .filter(now -> now.identity().pid() != first)
                                .isPresent());
        await(ReplicaStatus::ready);
        assertThat(EngineKeyFile.read(keyFile)).isPresent().get().isNotEqualTo(key);
    }

    private static ProbeResult look(ReplicaStatus ready, @Nullable String key)
            throws InterruptedException {
        return new LlamaCppProbe(true).look(ready.url(), key, true, Duration.ofSeconds(5));
    }

    @Test
    void thePoolsFlagsStandOverWhatIsTunedButNotOverWhatMustBe() throws Exception {
        supervision.start(List.of(pool(null, new ReplicaRuntimeSpec("r0", List.of("cpu"), false))));
        await(ReplicaStatus::ready);

        assertThat(commandLine())
                .containsSubsequence("--batch 128", "--batch 77", "--port 1 ", "--port ")
                .contains("--host 127.0.0.1");
    }
}
