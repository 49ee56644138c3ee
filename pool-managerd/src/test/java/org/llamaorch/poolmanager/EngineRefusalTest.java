package org.llamaorch.poolmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.llamaorch.core.placement.ReplicaStatus;

/** What is refused before an engine is started, and with which words. */
class EngineRefusalTest extends SupervisedPool {

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

    @Test
    void refusesAPackageLockThatHoldsNoHashes() throws Exception {
        Path lock = Files.writeString(folder.resolve("engine.lock"), "xllamacpp==1.0\n");
        supervision.start(List.of(pool(lock, new ReplicaRuntimeSpec("r0", List.of("cpu"), false))));

        assertThat(await(status -> status.lastError() != null).lastError())
                .contains(lock.toString(), "--hash", "pip-compile --generate-hashes");
    }
}
