package org.llamaorch.poolmanager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.PreparationStep;
import org.llamaorch.core.placement.ReplicaId;
import org.llamaorch.core.placement.ReplicaStatus;
import org.llamaorch.poolmanager.gpu.Gpu;
import org.llamaorch.poolmanager.provision.ProvisioningProgress;

/** What pools tell of how far they are (B-DP-022). */
final class PreparationBoardTest {

    private final List<List<PreparationStep>> told = new CopyOnWriteArrayList<>();
    private final PreparationBoard board =
            new PreparationBoard(
                    "p",
                    new PoolListener() {
                        @Override
                        public void gpuSeen(ReplicaId id, Gpu gpu) {}

                        @Override
                        public void engineRestarted(ReplicaId id) {}

                        @Override
                        public void replicaChanged(ReplicaStatus status) {}

                        @Override
                        public void replicaGone(ReplicaId id, String cause) {}

                        @Override
                        public void preparing(String poolId, List<PreparationStep> steps) {
                            told.add(steps);
                        }

                        @Override
                        public void notice(String poolId, String sentence) {}

                        @Override
                        public void engineKey(String url, Optional<String> key) {}
                    },
                    System::currentTimeMillis);

    @Test
    void tellsTheLastBytesOfADownloadThatStallsAndNotEachOne() throws InterruptedException {
        board.plan("model:m", "model_fetch", "model", "fetch the model", 0);
        ProvisioningProgress progress = board.running("model:m");
        progress.phase("downloading m", 1_000_000);
        for (int i = 1; i <= 1_000; i++) {
            progress.bytes(i);
        }

        Eventually.that(
                "the last bytes",
                () -> Long.valueOf(1_000).equals(told.getLast().getFirst().bytesDone()));
        assertThat(told.size()).isLessThan(500);
    }

    @Test
    void whatIsOverIsNotToldAgain() throws InterruptedException {
        board.plan("model:m", "model_fetch", "model", "fetch the model", 0);
        ProvisioningProgress progress = board.running("model:m");
        progress.phase("downloading m", 10);
        progress.bytes(1);
        board.completed("model:m");
        board.clear();

        Eventually.that("all six, the late one too", () -> told.size() == 6);
        assertThat(told.getLast()).isEmpty();
    }
}
