package org.llamaorch.poolmanager.gpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.llamaorch.poolmanager.provision.ProvisioningFailed;
import org.llamaorch.poolmanager.provision.Tool;

/** Asks {@code nvidia-smi} which GPUs there are (contract §9, GPUs). Immutable; asking blocks. */
public final class NvidiaSmi {

    private static final String PROGRAM = "nvidia-smi";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int FIELDS = 7;
    private static final long MEBIBYTE = 1L << 20;

    private final String searchPath;
    private final Path outputFile;

    /**
     * @param searchPath folders as in {@code PATH}
     * @param outputFile takes what it says, replaced
     */
    public NvidiaSmi(String searchPath, Path outputFile) {
        this.searchPath = searchPath;
        this.outputFile = outputFile;
    }

    /** The GPUs of this machine; none without a driver, or where it does not answer. */
    public List<Gpu> gpus() throws InterruptedException {
        Optional<Path> program = program();
        if (program.isEmpty()) {
            return List.of();
        }
        try {
            Files.createDirectories(outputFile.getParent());
            Tool.Ending ending =
                    Tool.run(
                            List.of(
                                    program.get().toString(),
                                    "--query-gpu=index,name,memory.total,memory.free,utilization.gpu,compute_cap,pci.bus_id",
                                    "--format=csv,noheader,nounits"),
                            Map.of(),
                            outputFile,
                            PATIENCE,
                            () -> {});
            return ending.exitCode() == 0 ? parse(ending.output()) : List.of();
        } catch (IOException | ProvisioningFailed _) {
            return List.of();
        }
    }

    private Optional<Path> program() {
        return Stream.of(searchPath.split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder).resolve(PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Lines that do not look like a GPU are left out: drivers write warnings among them. */
    static List<Gpu> parse(String output) {
        List<Gpu> gpus = new ArrayList<>();
        for (String line : output.lines().toList()) {
            String[] fields = line.split(",", -1);
            if (fields.length != FIELDS) {
                continue;
            }
            try {
                gpus.add(
                        new Gpu(
                                Integer.parseInt(fields[0].strip()),
                                fields[1].strip(),
                                Long.parseLong(fields[2].strip()) * MEBIBYTE,
                                Long.parseLong(fields[3].strip()) * MEBIBYTE,
                                percent(fields[4].strip()),
                                fields[5].strip(),
                                fields[6].strip()));
            } catch (NumberFormatException _) {
                // no GPU, see above
            }
        }
        return gpus;
    }

    /** Some cards do not tell: {@code [N/A]}. */
    private static int percent(String text) {
        return text.chars().allMatch(Character::isDigit) && !text.isEmpty()
                ? Integer.parseInt(text)
                : -1;
    }
}
