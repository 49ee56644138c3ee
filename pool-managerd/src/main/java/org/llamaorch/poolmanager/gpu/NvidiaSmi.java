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
    private final Path folder;

    /**
     * @param searchPath folders as in {@code PATH}
     * @param folder where what it says is written for a moment, made where it is missing
     */
    public NvidiaSmi(String searchPath, Path folder) {
        this.searchPath = searchPath;
        this.folder = folder;
    }

    /** The GPUs of this machine; none without a driver, or where it does not answer. */
    public List<Gpu> gpus() throws InterruptedException {
        Optional<Path> program = program();
        if (program.isEmpty()) {
            return List.of();
        }
        try {
            Files.createDirectories(folder);
            Path output = Files.createTempFile(folder, PROGRAM, ".txt");
            try {
                return told(program.get(), output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException | ProvisioningFailed _) {
            return List.of();
        }
    }

    private static List<Gpu> told(Path program, Path output)
            throws IOException, ProvisioningFailed, InterruptedException {
        Tool.Ending ending =
                Tool.run(
                        List.of(
                                program.toString(),
                                "--query-gpu=index,name,memory.total,memory.free,utilization.gpu,compute_cap,pci.bus_id",
                                "--format=csv,noheader,nounits"),
                        Map.of(),
                        output,
                        PATIENCE,
                        () -> {});
        return ending.exitCode() == 0 ? parse(ending.output()) : List.of();
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
