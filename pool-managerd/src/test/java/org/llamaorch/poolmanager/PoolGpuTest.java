package org.llamaorch.poolmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.gguf.TinyGguf;

/**
 * Pools on GPUs, of which a script called {@code nvidia-smi} tells: one that is full while an
 * engine runs on it, and one with room for two.
 */
class PoolGpuTest {

    private static final class Host implements ReloadHost {
        @Override
        public void hold(String poolId) {}

        @Override
        public void release(String poolId) {}

        @Override
        public void serve(String poolId, String modelRef, List<ReplicaStatus> engines) {}

        @Override
        public void awaitReplaced(String poolId) {}

        @Override
        public void progress(String step) {}
    }

    @TempDir private Path folder;

    private final CollectingListener told = new CollectingListener();
    private @Nullable PoolSupervision supervision;

    @AfterEach
    void stop() throws InterruptedException {
        if (supervision != null) {
            supervision.stop();
        }
    }

    /** {@code busyMib} are free while an engine has a record, {@code idleMib} otherwise. */
    private void gpu(int totalMib, int idleMib, int busyMib) throws IOException {
        Path program =
                Files.writeString(
                        Files.createDirectories(folder.resolve("bin")).resolve("nvidia-smi"),
                        """
                        #!/bin/sh
                        free=%d
                        ls "%s"/*.json > /dev/null 2>&1 && free=%d
                        echo "0, Small, %d, $free, 12, 8.6, 00000000:01:00.0"
                        """
                                .formatted(idleMib, folder.resolve("home/run"), busyMib, totalMib));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private Path model(String name) throws IOException {
        return TinyGguf.write(Files.createDirectories(folder.resolve(name)).resolve("m.gguf"));
    }

    private PoolSupervision start(Path model) {
        PoolSupervision started = SmallEngines.supervision(folder, told, () -> 1L << 40);
        supervision = started;
        started.start(
                List.of(
                        SmallEngines.pool(
                                model.toString(),
                                List.of(),
                                null,
                                new ReplicaRuntimeSpec("r0", List.of("GPU0"), List.of(), false))));
        return started;
    }

    private void awaitReady() throws InterruptedException {
        Eventually.that("ready", () -> told.newest().filter(ReplicaStatus::ready).isPresent());
    }

    private ReloadMode reload(PoolSupervision pools, Path model) throws InterruptedException {
        ReloadResult result =
                pools.reload("default", model.toString(), ReloadMode.AUTO, new Host());
        assertThat(result).isInstanceOf(ReloadResult.Reloaded.class);
        return ((ReloadResult.Reloaded) result).mode();
    }

    @Test
    void startsBesideTheOldModelWhereBothFitTheMeasuredMemory() throws Exception {
        gpu(80_000, 80_000, 70_000);
        PoolSupervision pools = start(model("one"));
        awaitReady();

        assertThat(reload(pools, model("two"))).isEqualTo(ReloadMode.OVERLAP);
    }

    @Test
    void unloadsTheOldModelFirstWhereTheyDoNot() throws Exception {
        gpu(80_000, 80_000, 0);
        PoolSupervision pools = start(model("one"));
        awaitReady();

        assertThat(reload(pools, model("two"))).isEqualTo(ReloadMode.SWAP);
        assertThat(pools.reload("default", model("one").toString(), ReloadMode.OVERLAP, new Host()))
                .isInstanceOfSatisfying(
                        ReloadResult.Failed.class,
                        failed ->
                                assertThat(failed.cause())
                                        .contains("its share on GPU 0", "Mode swap unloads"));
    }

    @Test
    void tellsOfTheMemoryAndTheLoadOfItsGpus() throws Exception {
        gpu(1_000, 900, 600);
        PoolSupervision unused = start(model("one"));
        assertThat(unused).isNotNull();
        awaitReady();

        Eventually.that(
                "the memory is told",
                () ->
                        told.newest()
                                .filter(now -> now.vramTotalBytes() == 1_000L << 20)
                                .filter(now -> now.vramFreeBytes() == 600L << 20)
                                .isPresent());
        assertThat(told.gpus().getLast().utilizationPercent()).isEqualTo(12);
    }

    @Test
    void refusesAModelThatDoesNotFitNowAndStartsItOnceItDoes() throws Exception {
        gpu(1_000, 0, 0);
        PoolSupervision unused = start(model("one"));
        assertThat(unused).isNotNull();

        Eventually.that(
                "refused",
                () ->
                        told.newest()
                                .flatMap(now -> Optional.ofNullable(now.lastError()))
                                .filter(error -> error.contains("MiB are free there"))
                                .isPresent());
        gpu(1_000, 900, 900);
        awaitReady();
    }
}
