package org.llamaorch.poolmanager.gpu;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The GPUs that a replica may use, {@code 0,1} or {@code GPU0,GPU1}, checked against what is there.
 * Immutable.
 */
public record GpuMask(List<String> devices) {

    public GpuMask {
        devices = List.copyOf(devices);
    }

    /** Why these GPUs cannot be had, as a sentence; empty when they can. */
    public Optional<String> refusal(List<Gpu> there) {
        Set<String> seen = new LinkedHashSet<>();
        for (String device : devices) {
            String number = number(device);
            if (!seen.add(number)) {
                return Optional.of("The mask names GPU " + number + " twice.");
            }
            if (there.stream().noneMatch(gpu -> number.equals(Integer.toString(gpu.index())))) {
                return Optional.of(
                        "It asks for GPU "
                                + number
                                + " and nvidia-smi shows "
                                + shown(there)
                                + ": install the NVIDIA driver, correct the mask, or state devices: [cpu] to run on the processor.");
            }
        }
        return Optional.empty();
    }

    /**
     * Why so many bytes do not fit, spread evenly as the engine does it, so that the GPU with the
     * least free memory decides; empty when they do.
     */
    public Optional<String> tooBig(long bytes, List<Gpu> there) {
        List<Gpu> used = new ArrayList<>();
        for (String device : devices) {
            there.stream()
                    .filter(gpu -> number(device).equals(Integer.toString(gpu.index())))
                    .forEach(used::add);
        }
        if (used.isEmpty()) {
            return Optional.empty();
        }
        long share = Math.ceilDiv(bytes, used.size());
        return used.stream()
                .filter(gpu -> gpu.memoryFreeBytes() < share)
                .findFirst()
                .map(gpu ->
                        "The model does not fit: its share on GPU "
                                + gpu.index()
                                + " is "
                                + (share >> 20)
                                + " MiB and "
                                + (gpu.memoryFreeBytes() >> 20)
                                + " MiB are free there; use more GPUs or a smaller model.");
    }

    private static String number(String device) {
        String name = device.strip().toLowerCase(Locale.ROOT);
        return name.startsWith("gpu") ? name.substring(3) : name;
    }

    private static String shown(List<Gpu> there) {
        return there.isEmpty()
                ? "none"
                : "only "
                        + there.stream()
                                .map(gpu -> Integer.toString(gpu.index()))
                                .collect(Collectors.joining(", "));
    }
}
