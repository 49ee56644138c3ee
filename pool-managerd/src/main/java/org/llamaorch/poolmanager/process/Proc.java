package org.llamaorch.poolmanager.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.llamaorch.contracts.digest.Sha256;

/** What Linux tells of processes and memory under /proc. Reads at every call; any thread. */
public final class Proc {

    private static final Path ROOT = Path.of("/proc");

    private Proc() {}

    /**
     * The parts of /proc/PID/stat that tell processes apart.
     *
     * @param state such as R, S or Z
     * @param session its session's id
     * @param startTicks clock ticks from boot to its start
     */
    record Stat(char state, long session, long startTicks) {

        boolean alive() {
            return state != 'Z' && state != 'X';
        }
    }

    static Optional<Stat> stat(long pid) {
        try {
            String line =
                    Files.readString(
                            ROOT.resolve(Long.toString(pid)).resolve("stat"),
                            StandardCharsets.ISO_8859_1);
            // The name in parentheses may hold blanks and parentheses itself.
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(
                    new Stat(
                            fields[0].charAt(0),
                            Long.parseLong(fields[3]),
                            Long.parseLong(fields[19])));
        } catch (IOException | RuntimeException _) {
            return Optional.empty();
        }
    }

    /**
     * SHA-256 of a live process's argument vector; empty when it has none or is not ours to see.
     */
    static Optional<String> argumentsHash(long pid) {
        try {
            String line =
                    Files.readString(
                            ROOT.resolve(Long.toString(pid)).resolve("cmdline"),
                            StandardCharsets.ISO_8859_1);
            return line.isEmpty() ? Optional.empty() : Optional.of(Sha256.hexOf(line));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** The same hash of an argument vector that is yet to be started. */
    static String argumentsHash(List<String> arguments) {
        StringBuilder line = new StringBuilder();
        for (String argument : arguments) {
            // As the kernel gives it back: bytes, read here one to a character.
            line.append(
                            new String(
                                    argument.getBytes(StandardCharsets.UTF_8),
                                    StandardCharsets.ISO_8859_1))
                    .append('\0');
        }
        return Sha256.hexOf(line.toString());
    }

    /** Changes with every boot of the machine. */
    public static String bootId() {
        try {
            return Files.readString(ROOT.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException problem) {
            throw new IllegalStateException("this system tells no boot id", problem);
        }
    }

    /**
     * Processes whose environment holds {@code entry} ({@code NAME=value}), as far as we may see.
     */
    static List<Long> withEnvironment(String entry) {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(ROOT, "[0-9]*")) {
            for (Path each : all) {
                try {
                    String environment =
                            Files.readString(each.resolve("environ"), StandardCharsets.ISO_8859_1);
                    if (("\0" + environment).contains("\0" + entry)) {
                        found.add(Long.parseLong(each.getFileName().toString()));
                    }
                } catch (IOException _) {
                    // Gone meanwhile, or another user's: not one of ours.
                }
            }
        } catch (IOException _) {
            return found;
        }
        return found;
    }

    /**
     * Bytes of memory that can be had without swapping: MemAvailable, or what the container's limit
     * leaves when that is less; empty when the system does not tell.
     */
    public static OptionalLong memoryAvailableBytes() {
        OptionalLong machine = OptionalLong.empty();
        try {
            for (String line : Files.readAllLines(ROOT.resolve("meminfo"))) {
                if (line.startsWith("MemAvailable:")) {
                    String kilobytes = line.replaceAll("[^0-9]", "");
                    machine = OptionalLong.of(Long.parseLong(kilobytes) << 10);
                }
            }
            long limit = number(Path.of("/sys/fs/cgroup/memory.max"));
            long used = number(Path.of("/sys/fs/cgroup/memory.current"));
            if (limit > 0 && machine.isPresent()) {
                return OptionalLong.of(Math.min(machine.getAsLong(), Math.max(0, limit - used)));
            }
        } catch (IOException _) {
            return machine;
        }
        return machine;
    }

    private static long number(Path file) {
        try {
            return Long.parseLong(Files.readString(file).strip());
        } catch (IOException | NumberFormatException _) {
            return 0;
        }
    }
}
