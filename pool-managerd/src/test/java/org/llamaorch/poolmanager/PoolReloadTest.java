package org.llamaorch.poolmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.gguf.TinyGguf;
import org.llamaorch.poolmanager.process.RunRecord;
import org.llamaorch.poolmanager.process.RunRecords;

/** Another model in a pool, with small engines in real processes. */
class PoolReloadTest {

    @TempDir private Path folder;
    private Path one = Path.of("");
    private Path two = Path.of("");
    private final CollectingListener told = new CollectingListener();
    private final Host host = new Host();
    private long memoryBytes = 1L << 30;
    private PoolSupervision supervision = supervision();

    /** Says yes to everything, and remembers what it was asked. */
    private static final class Host implements ReloadHost {
        final List<String> asked = new CopyOnWriteArrayList<>();
        final List<ReplicaStatus> serving = new CopyOnWriteArrayList<>();

        @Override
        public void hold(String poolId) {
            asked.add("hold");
        }

        @Override
        public void release(String poolId) {
            asked.add("release");
        }

        @Override
        public void serve(String poolId, String modelRef, List<ReplicaStatus> engines) {
            asked.add("serve");
            serving.clear();
            serving.addAll(engines);
        }

        @Override
        public void awaitReplaced(String poolId) {
            asked.add("replaced");
        }

        @Override
        public void progress(String step) {}
    }

    @BeforeEach
    void start() throws Exception {
        one = model("one");
        two = model("two");
        supervision = supervision();
        supervision.start(
                List.of(
                        PoolRuntimeSpec.onProcessor(
                                "default", one.toString(), List.of("tiny"), true)));
        awaitReady();
    }

    @AfterEach
    void stop() throws InterruptedException {
        supervision.stop();
    }

    private Path model(String name) throws IOException {
        return TinyGguf.write(Files.createDirectories(folder.resolve(name)).resolve("m.gguf"));
    }

    private PoolSupervision supervision() {
        return SmallEngines.supervision(
                folder == null ? Path.of("/nowhere") : folder, told, () -> memoryBytes);
    }

    private ReplicaStatus awaitReady() throws InterruptedException {
        Eventually.that("ready", () -> told.newest().filter(ReplicaStatus::ready).isPresent());
        return told.newest().orElseThrow();
    }

    private List<RunRecord> records() {
        return new RunRecords(folder.resolve("home")).all();
    }

    private ReloadResult reload(Path model, ReloadMode mode) throws InterruptedException {
        return supervision.reload("default", model.toString(), mode, host);
    }

    @Test
    void startsTheNewEngineBesideTheOldOneAndEndsThatOnceItIsIdle() throws Exception {
        RunRecord old = records().getFirst();

        assertThat(reload(two, ReloadMode.AUTO))
                .isInstanceOfSatisfying(
                        ReloadResult.Reloaded.class,
                        done -> assertThat(done.mode()).isEqualTo(ReloadMode.OVERLAP));

        assertThat(host.asked).startsWith("serve").doesNotContain("hold");
        ReplicaStatus now = host.serving.getFirst();
        assertThat(now.ready()).isTrue();
        assertThat(now.models()).contains(two.toString(), "tiny").doesNotContain(one.toString());
        assertThat(now.url()).isNotEqualTo(old.url());
        Eventually.that("the old one ended", () -> !old.identity().alive());
        assertThat(told.newest().orElseThrow().url()).isEqualTo(now.url());
        assertThat(told.gone()).isEmpty();
        assertThat(reload(one, ReloadMode.OVERLAP)).isInstanceOf(ReloadResult.Reloaded.class);
        Eventually.that("one engine is left", () -> records().size() == 1);
    }

    @Test
    void swapsWhereBothDoNotFit() throws Exception {
        RunRecord old = records().getFirst();
        memoryBytes = 100;
        assertThat(reload(two, ReloadMode.OVERLAP))
                .isInstanceOfSatisfying(
                        ReloadResult.Failed.class,
                        failed -> assertThat(failed.cause()).contains("do not fit at once"));
        assertThat(old.identity().alive()).isTrue();
        memoryBytes = 1L << 30;

        assertThat(reload(two, ReloadMode.SWAP))
                .isInstanceOfSatisfying(
                        ReloadResult.Reloaded.class,
                        done -> assertThat(done.mode()).isEqualTo(ReloadMode.SWAP));

        assertThat(host.asked).containsExactly("hold", "serve");
        assertThat(old.identity().alive()).isFalse();
        assertThat(told.gone()).isEmpty();
    }

    @Test
    void aModelThatIsNoneLeavesTheOldOneUntouched() throws Exception {
        RunRecord old = records().getFirst();
        Path broken = Files.writeString(folder.resolve("broken.gguf"), "GGUF");

        assertThat(reload(broken, ReloadMode.AUTO))
                .isInstanceOfSatisfying(
                        ReloadResult.Failed.class,
                        failed -> assertThat(failed.cause()).contains("broken.gguf is truncated"));

        assertThat(host.asked).isEmpty();
        assertThat(records()).containsExactly(old);
        assertThat(old.identity().alive()).isTrue();
    }

    @Test
    void anEngineThatDoesNotComeUpBesideTheOldOneLeavesThatServing() throws Exception {
        RunRecord old = records().getFirst();
        Files.writeString(two.resolveSibling("refuse"), "cannot start: it is odd");

        assertThat(reload(two, ReloadMode.OVERLAP))
                .isInstanceOfSatisfying(
                        ReloadResult.Failed.class,
                        failed -> assertThat(failed.cause()).contains("it is odd"));

        assertThat(host.asked).isEmpty();
        assertThat(old.identity().alive()).isTrue();
        Eventually.that("one engine is left", () -> records().size() == 1);
        assertThat(told.newest().orElseThrow().ready()).isTrue();
    }

    @Test
    void whenASwapFailsTheOldModelIsLoadedAgain() throws Exception {
        Files.writeString(two.resolveSibling("refuse"), "cannot start: it is odd");

        assertThat(reload(two, ReloadMode.SWAP))
                .isInstanceOfSatisfying(
                        ReloadResult.Failed.class,
                        failed -> {
                            assertThat(failed.cause()).contains("it is odd");
                            assertThat(failed.cause()).doesNotContain("old model");
                        });

        assertThat(host.asked).containsExactly("hold", "release");
        ReplicaStatus now = awaitReady();
        assertThat(now.models()).contains(one.toString());
        Files.delete(two.resolveSibling("refuse"));
        assertThat(reload(two, ReloadMode.AUTO)).isInstanceOf(ReloadResult.Reloaded.class);
    }

    @Test
    void theNextDaemonAdoptsTheEngineOfTheNewModel() throws Exception {
        reload(two, ReloadMode.AUTO);
        Eventually.that("one engine is left", () -> records().size() == 1);
        RunRecord left = records().getFirst();
        assertThat(left.replicaId()).isEqualTo("r0~1");
        PoolSupervision next = SmallEngines.supervision(folder, told, () -> memoryBytes);
        told.forget();

        next.start(
                List.of(
                        PoolRuntimeSpec.onProcessor(
                                "default", two.toString(), List.of("tiny"), true)));
        awaitReady();

        assertThat(records()).extracting(RunRecord::identity).containsExactly(left.identity());
        next.stop();
        assertThat(left.identity().alive()).isFalse();
    }

    @Test
    void aPurgeDeletesInsideTheCacheAloneAndNothingThatIsUsed() throws Exception {
        Path cache = folder.resolve("cache");
        Path engine = Files.createDirectories(cache.resolve("engine"));
        Files.writeString(engine.resolve("file"), "12345");
        Path demo = Files.createDirectories(cache.resolve("models/demo/gemma3-270m"));
        Files.writeString(demo.resolve("part"), "123");
        Path outside = Files.writeString(folder.resolve("outside.gguf"), "x");
        Path link = cache.resolve("models/https");
        Files.createSymbolicLink(link, folder);

        Purge.Result used =
                supervision.purge(
                        "other",
                        new Purge(
                                true,
                                List.of("demo:gemma3-270m", outside.toString(), one.toString()),
                                true,
                                false,
                                false),
                        host);

        assertThat(used.deleted()).containsExactly("demo:gemma3-270m");
        assertThat(used.bytesFreed()).isEqualTo(3);
        assertThat(used.kept())
                .extracting(Purge.Kept::what)
                .containsExactly(outside.toString(), one.toString(), "engine");
        assertThat(demo).doesNotExist();
        assertThat(outside).exists();
        assertThat(engine).exists();

        Purge.Result own =
                supervision.purge("default", new Purge(true, List.of(), true, true, false), host);
        assertThat(own.deleted()).containsExactly("engine");
        assertThat(engine).doesNotExist();
        assertThat(host.asked).containsExactly("hold", "release");
        assertThat(told.newest().orElseThrow().lastError()).contains("purged");

        assertThat(reload(two, ReloadMode.AUTO)).isInstanceOf(ReloadResult.Reloaded.class);
    }
}
