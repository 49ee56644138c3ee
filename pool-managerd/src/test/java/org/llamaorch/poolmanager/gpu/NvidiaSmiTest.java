package org.llamaorch.poolmanager.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine with GPUs says, by a program of that name on the path. */
class NvidiaSmiTest {

    private static final String TWO =
            """
            Warning: infoROM is corrupted at gpu 0000:01:00.0
            0, NVIDIA H100 80GB HBM3, 81559, 80000, 3, 9.0, 00000000:01:00.0
            1, NVIDIA RTX 3060, 12288, 4096, [N/A], 8.6, 00000000:02:00.0
            """;

    @TempDir private Path folder;

    private NvidiaSmi saying(String output, int exitCode) throws IOException {
        Path said = Files.writeString(folder.resolve("said"), output);
        Path program =
                Files.writeString(
                        folder.resolve("nvidia-smi"),
                        """
                        #!/bin/sh
                        [ "$2" = --format=csv,noheader,nounits ] || exit 9
                        case "$1" in
                          --query-gpu=index,name,memory.total,memory.free,utilization.gpu,compute_cap,pci.bus_id) ;;
                          *) exit 9 ;;
                        esac
                        cat "%s"
                        exit %d
                        """
                                .formatted(said, exitCode));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new NvidiaSmi("/nowhere:" + folder, folder.resolve("run/output"));
    }

    @Test
    void tellsOfEveryGpu() throws Exception {
        assertThat(saying(TWO, 0).gpus())
                .containsExactly(
                        new Gpu(
                                0,
                                "NVIDIA H100 80GB HBM3",
                                81_559L << 20,
                                80_000L << 20,
                                3,
                                "9.0",
                                "00000000:01:00.0"),
                        new Gpu(
                                1,
                                "NVIDIA RTX 3060",
                                12_288L << 20,
                                4_096L << 20,
                                -1,
                                "8.6",
                                "00000000:02:00.0"));
    }

    @Test
    void aDriverThatFailsOrIsNotThereShowsNone() throws Exception {
        assertThat(saying(TWO, 1).gpus()).isEmpty();
        assertThat(new NvidiaSmi("/nowhere", folder.resolve("output")).gpus()).isEmpty();
    }

    @Test
    void masksAreCheckedAgainstWhatIsThere() {
        List<Gpu> there = NvidiaSmi.parse(TWO);

        assertThat(new GpuMask(List.of("0", "1")).refusal(there)).isEmpty();
        assertThat(new GpuMask(List.of("GPU0", "gpu1")).refusal(there)).isEmpty();
        assertThat(new GpuMask(List.of("2")).refusal(there).orElseThrow())
                .contains("GPU 2", "only 0, 1", "devices: [cpu]");
        assertThat(new GpuMask(List.of("0", "GPU0")).refusal(there).orElseThrow())
                .contains("twice");
        assertThat(new GpuMask(List.of("0")).refusal(List.of()).orElseThrow())
                .contains("none", "NVIDIA driver");
    }

    @Test
    void theGpuWithTheLeastFreeMemoryDecidesWhatFits() {
        List<Gpu> there = NvidiaSmi.parse(TWO);

        assertThat(new GpuMask(List.of("0")).tooBig(70_000L << 20, there)).isEmpty();
        assertThat(new GpuMask(List.of("0", "1")).tooBig(8_000L << 20, there)).isEmpty();
        assertThat(new GpuMask(List.of("0", "1")).tooBig(9_000L << 20, there).orElseThrow())
                .contains("GPU 1 is 4500 MiB", "4096 MiB are free");
    }
}
