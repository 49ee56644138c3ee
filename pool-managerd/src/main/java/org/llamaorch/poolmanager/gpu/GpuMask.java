package org.llamaorch.poolmanager.gpu;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The GPUs that a replica may use, {@code 0,1} or {@code GPU0,GPU1}, checked against what is there,
 * and how its model is spread over them. Immutable.
 *
 * @param devices as the mask names them
 * @param split the share of the model on each of them, 0 to 1; empty spreads it evenly
 */
public record GpuMask(List<String> devices, List<Double> split) {

    /** How far from 1 the shares of a split may be in all: they are written by people. */
    private static final double ROUNDING = 0.001;

    public GpuMask {
        devices = List.copyOf(devices);
        split = List.copyOf(split);
    }

    /** A mask whose model is spread evenly. */
    public GpuMask(List<String> devices) {
        this(devices, List.of());
    }

    /** Why the split cannot be, whatever GPUs there are, as a sentence; empty when it can. */
    public Optional<String> splitRefusal() {
        if (split.isEmpty()) {
            return Optional.empty();
        }
        if (split.size() != devices.size()) {
            return Optional.of(
                    "Its tensor_split has "
                            + split.size()
                            + " shares for "
                            + devices.size()
                            + " devices: name one share for each device.");
        }
        double sum = split.stream().mapToDouble(Double::doubleValue).sum();
        if (Math.abs(sum - 1) > ROUNDING) {
            return Optional.of(
                    "The shares of its tensor_split sum to "
                            + String.format(Locale.ROOT, "%.3f", sum)
                            + ": they must sum to 1.");
        }
        return Optional.empty();
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
        return splitRefusal();
    }

    /** The GPUs of the mask that are there, in its order. */
    public List<Gpu> of(List<Gpu> there) {
        List<Gpu> used = new ArrayList<>();
        for (String device : devices) {
            there.stream()
                    .filter(gpu -> number(device).equals(Integer.toString(gpu.index())))
                    .forEach(used::add);
        }
        return used;
    }

    /** How many of so many bytes lie on each GPU, by its number. */
    public Map<Integer, Long> shares(long bytes) {
        Map<Integer, Long> shares = new LinkedHashMap<>();
        for (int i = 0; i < devices.size(); i++) {
            long share =
                    split.size() == devices.size()
                            ? (long) Math.ceil(bytes * split.get(i))
                            : Math.ceilDiv(bytes, devices.size());
            shares.put(Integer.parseInt(number(devices.get(i))), share);
        }
        return shares;
    }

    /**
     * Why so many bytes do not fit into the memory that is free now: the GPU with too little for
     * its share decides; empty when they do.
     */
    public Optional<String> tooBig(long bytes, List<Gpu> there) {
        return tooBig(shares(bytes), there, Gpu::memoryFreeBytes, "free there");
    }

    /** Why so many bytes can never fit, whatever else is unloaded; empty when they could. */
    public Optional<String> neverFits(long bytes, List<Gpu> there) {
        return tooBig(shares(bytes), there, Gpu::memoryTotalBytes, "all it has");
    }

    /** The same for shares of several models, by the number of the GPU. */
    public static Optional<String> tooBig(Map<Integer, Long> shares, List<Gpu> there) {
        return tooBig(shares, there, Gpu::memoryFreeBytes, "free there");
    }

    private static Optional<String> tooBig(
            Map<Integer, Long> shares, List<Gpu> there, ToLongFunction<Gpu> room, String which) {
        return there.stream()
                .filter(gpu -> room.applyAsLong(gpu) < shares.getOrDefault(gpu.index(), 0L))
                .findFirst()
                .map(gpu ->
                        "The model does not fit: its share on GPU "
                                + gpu.index()
                                + " is "
                                + (shares.getOrDefault(gpu.index(), 0L) >> 20)
                                + " MiB and "
                                + (room.applyAsLong(gpu) >> 20)
                                + " MiB are "
                                + which
                                + "; use more GPUs or a smaller model.");
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
