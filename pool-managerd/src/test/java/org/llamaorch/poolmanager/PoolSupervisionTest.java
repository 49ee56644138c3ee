package org.llamaorch.poolmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.gguf.TinyGguf;
import org.llamaorch.poolmanager.process.EngineCommand;
import org.llamaorch.poolmanager.process.EngineKeyFile;
import org.llamaorch.poolmanager.process.EngineProcess;
import org.llamaorch.poolmanager.process.ProcessIdentity;
import org.llamaorch.poolmanager.process.RunRecord;
import org.llamaorch.poolmanager.process.RunRecords;
import org.llamaorch.poolmanager.supervise.LlamaCppProbe;
import org.llamaorch.poolmanager.supervise.ProbeResult;

/** A whole pool with a small engine in real processes. */
class PoolSupervisionTest {

    private static final long MEMORY = 1L << 30;

    @TempDir private Path folder;
    private Path model = Path.of("");
    private final CollectingListener told = new CollectingListener();
    private long memoryBytes = MEMORY;
    private PoolSupervision supervision = supervision();

    @BeforeEach
    void files() throws IOException {
        model = TinyGguf.write(Files.createDirectories(folder.resolve("model")).resolve("m.gguf"));
        supervision = supervision();
    }

    @AfterEach
    void stop() throws InterruptedException {
        supervision.stop();
    }

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
    void takesOverTheEngineOfADaemonThatDied() throws Exception {
        EngineProcess left = leaveBehind(pool(model.toString()), true);

        supervision.start(List.of(pool(model.toString())));

        await(ReplicaStatus::ready);
        assertThat(record().identity()).isEqualTo(left.identity());
        assertThat(left.alive()).isTrue();
        supervision.stop();
        assertThat(left.alive()).isFalse();
    }

    @Test
    void endsAnEngineThatWasStartedForSomethingElse() throws Exception {
        PoolRuntimeSpec other =
                PoolRuntimeSpec.onProcessor("default", model.toString(), List.of("other"), true);
        EngineProcess left = leaveBehind(other, true);

        supervision.start(List.of(pool(model.toString())));

        await(ReplicaStatus::ready);
        assertThat(left.alive()).isFalse();
        assertThat(record().identity()).isNotEqualTo(left.identity());
    }

    @Test
    void endsTheEngineOfAReplicaThatIsNoMore() throws Exception {
        EngineProcess left = leaveBehind(pool(model.toString()), true);

        supervision.start(
                List.of(PoolRuntimeSpec.onProcessor("new", model.toString(), List.of(), true)));

        Eventually.that("ended", () -> !left.alive());
        assertThat(records().read("default", "r0")).isEmpty();
    }

    @Test
    void touchesNoStrangerWhoHasTheNumberInARecord() throws Exception {
        EngineProcess stranger =
                EngineProcess.spawn(
                        new EngineCommand(List.of("/bin/sleep", "66"), java.util.Map.of()),
                        folder.resolve("stranger.out"));
        try {
            ProcessIdentity real = stranger.identity();
            records()
                    .write(
                            record(
                                    pool(model.toString()),
                                    new ProcessIdentity(
                                            real.pid(), real.startTicks(), real.bootId(), "00"),
                                    1,
                                    true));

            supervision.start(List.of(pool(model.toString())));
            await(ReplicaStatus::ready);
            supervision.stop();

            assertThat(stranger.alive()).isTrue();
        } finally {
            stranger.end(Duration.ofMillis(200));
        }
    }

    @Test
    void refusesAModelThatDoesNotFitWithTheNumbers() throws Exception {
        memoryBytes = 100;
        supervision.start(List.of(pool(model.toString())));

        ReplicaStatus refused = await(status -> status.lastError() != null);

        assertThat(refused.lastError()).contains("does not fit", "MiB are available");
    }

    @Test
    void countsTheContextOfTheSlotsToo() throws Exception {
        memoryBytes = 200_000;
        supervision.start(List.of(pool(model.toString())));

        assertThat(await(status -> status.lastError() != null).lastError())
                .contains("does not fit", "for the context of its slots", "lower ctx or slots");
    }

    @Test
    void showsABrokenModelFileAsTheReplicasErrorAndTriesNoMore() throws Exception {
        Path broken = Files.writeString(folder.resolve("model/broken.gguf"), "GGUF");
        supervision.start(List.of(pool(broken.toString())));

        ReplicaStatus refused = await(status -> status.lastError() != null);

        assertThat(refused.lastError()).contains("broken.gguf is truncated");
        assertThat(refused.live()).isFalse();
        assertThat(refused.retryAtMs()).isZero();
    }

    @Test
    void refusesAModelThatDoesNotFitOnItsGpus() throws Exception {
        Path program =
                Files.writeString(
                        Files.createDirectories(folder.resolve("bin")).resolve("nvidia-smi"),
                        "#!/bin/sh\necho '0, A card, 100, 0, 0, 8.6, 00000000:01:00.0'\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        supervision.start(List.of(pool(null, new ReplicaRuntimeSpec("r0", List.of("0"), false))));

        assertThat(await(status -> status.lastError() != null).lastError())
                .contains("does not fit", "GPU 0", "0 MiB are free");
    }

    @Test
    void refusesAGpuThatIsNotThere() throws Exception {
        supervision.start(List.of(pool(null, new ReplicaRuntimeSpec("r0", List.of("97"), false))));

        assertThat(await(status -> status.lastError() != null).lastError())
                .contains("It asks for GPU 97", "devices: [cpu]");
    }

    /** The pool of the model with the threads and batch of its own flags. */
    private PoolRuntimeSpec pool(@Nullable Path lock, ReplicaRuntimeSpec replica) {
        PoolRuntimeSpec usual = pool(model.toString());
        return new PoolRuntimeSpec(
                usual.poolId(),
                usual.engine(),
                usual.modelRef(),
                usual.aliases(),
                usual.ctx(),
                usual.slots(),
                usual.threads(),
                usual.batch(),
                usual.workload(),
                usual.provisioning(),
                true,
                usual.environment(),
                List.of("--batch", "77", "--port", "1"),
                lock,
                List.of(replica));
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

    private String commandLine() throws IOException {
        return Files.readString(Path.of("/proc/" + record().identity().pid() + "/cmdline"))
                .replace('\0', ' ');
    }

    @Test
    void thePoolsFlagsStandOverWhatIsTunedButNotOverWhatMustBe() throws Exception {
        supervision.start(List.of(pool(null, new ReplicaRuntimeSpec("r0", List.of("cpu"), false))));
        await(ReplicaStatus::ready);

        assertThat(commandLine())
                .containsSubsequence("--batch 128", "--batch 77", "--port 1 ", "--port ")
                .contains("--host 127.0.0.1");
    }

    @Test
    void refusesAPackageLockThatHoldsNoHashes() throws Exception {
        Path lock = Files.writeString(folder.resolve("engine.lock"), "xllamacpp==1.0\n");
        supervision.start(List.of(pool(lock, new ReplicaRuntimeSpec("r0", List.of("cpu"), false))));

        assertThat(await(status -> status.lastError() != null).lastError())
                .contains(lock.toString(), "--hash", "pip-compile --generate-hashes");
    }

    private void tell(String name, String text) throws IOException {
        Files.writeString(model.resolveSibling(name), text);
    }

    private ReplicaStatus await(java.util.function.Predicate<ReplicaStatus> condition)
            throws InterruptedException {
        Eventually.that("a replica's status", () -> told.newest().filter(condition).isPresent());
        return told.newest().filter(condition).orElseThrow();
    }

    private RunRecord record() {
        return records().read("default", "r0").orElseThrow();
    }

    private RunRecords records() {
        return new RunRecords(folder.resolve("home"));
    }

    private static PoolRuntimeSpec pool(String modelRef) {
        return PoolRuntimeSpec.onProcessor("default", modelRef, List.of("tiny"), true);
    }

    /** An engine and its record, as a daemon that was killed would leave them. */
    private EngineProcess leaveBehind(PoolRuntimeSpec spec, boolean decoded) throws Exception {
        PoolSupervision before = supervision();
        before.start(List.of(pool(model.toString())));
        await(ReplicaStatus::ready);
        before.stop();
        int port;
        try (java.net.ServerSocket socket =
                new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        EngineProcess engine =
                EngineProcess.spawn(
                        new EngineCommand(
                                List.of(
                                        "/usr/bin/env",
                                        "python3",
                                        SmallEngines.script().toString(),
                                        "--model",
                                        model.toString(),
                                        "--port",
                                        Integer.toString(port),
                                        "--parallel",
                                        "2",
                                        "--ctx",
                                        "1024"),
                                java.util.Map.of(
                                        "PATH", Objects.requireNonNull(System.getenv("PATH")))),
                        records().outputFile("default", "r0"));
        Eventually.that(
                "the engine listens",
                () -> {
                    try (java.net.Socket _ =
                            new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
                        return true;
                    } catch (IOException _) {
                        return false;
                    }
                });
        // The interpreter has taken the script's place by now: the record states what lives.
        ProcessIdentity identity = engine.observedIdentity();
        records().write(record(spec, identity, port, decoded));
        told.forget();
        return EngineProcess.adopted(identity);
    }

    private RunRecord record(
            PoolRuntimeSpec spec, ProcessIdentity identity, int port, boolean decoded)
            throws IOException, InterruptedException {
        String digest =
                "sha256:" + org.llamaorch.poolmanager.provision.Digests.sha256(model, _ -> {});
        return new RunRecord(
                "default",
                "r0",
                identity,
                spec.specification(spec.replicas().getFirst(), digest),
                digest,
                port,
                "http://127.0.0.1:" + port,
                null,
                "small 1",
                decoded);
    }

    private PoolSupervision supervision() {
        return SmallEngines.supervision(
                folder == null ? Path.of("/nowhere") : folder, told, () -> memoryBytes);
    }
}
