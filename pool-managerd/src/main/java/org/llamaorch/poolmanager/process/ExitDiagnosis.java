package org.llamaorch.poolmanager.process;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.llamaorch.poolmanager.process.ExitReport.Fault;

/**
 * Tells from an engine's exit code and its last lines why it ended (contract §9, Crash). In this
 * order: 1. memory of the card or of the machine, 2. CUDA, 3. the signal, 4. what it said last.
 */
public final class ExitDiagnosis {

    private static final Map<Integer, String> SIGNALS =
            Map.of(
                    1, "SIGHUP", 2, "SIGINT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE",
                    9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

    private ExitDiagnosis() {}

    /**
     * The report of an engine that has ended.
     *
     * @param code empty when it was not our child
     * @param lastLines of its output, oldest first, redacted
     */
    public static ExitReport of(OptionalInt code, List<String> lastLines) {
        Optional<ExitReport> told =
                lastLines.reversed().stream().flatMap(line -> inLine(line).stream()).findFirst();
        if (told.isPresent()) {
            return told.get();
        }
        if (code.isEmpty()) {
            return new ExitReport(Fault.ENDED, "The engine ended" + said(lastLines));
        }
        int signal = code.getAsInt() - 128;
        if (signal == 4) {
            return new ExitReport(
                    Fault.ILLEGAL_INSTRUCTION,
                    "The engine was ended by SIGILL: its build does not fit this processor.");
        }
        String name = SIGNALS.get(signal);
        if (signal == 9) {
            return new ExitReport(
                    Fault.SIGNALED,
                    "The engine was ended by SIGKILL, by somebody or by the system for lack of memory.");
        }
        if (name != null) {
            return new ExitReport(
                    Fault.SIGNALED, "The engine was ended by " + name + said(lastLines));
        }
        return new ExitReport(
                Fault.ENDED, "The engine exited with code " + code.getAsInt() + said(lastLines));
    }

    /** The fault that one line of output tells of, when it tells of one. */
    public static Optional<ExitReport> inLine(String line) {
        String lower = line.toLowerCase(Locale.ROOT);
        boolean cuda = lower.contains("cuda");
        boolean memory =
                lower.contains("out of memory") || lower.contains("cannot allocate memory");
        if (cuda && memory) {
            return Optional.of(
                    new ExitReport(
                            Fault.VRAM_EXHAUSTED,
                            "The graphics card ran out of memory: " + line.strip()));
        }
        if (lower.contains("cuda error")) {
            return Optional.of(
                    new ExitReport(Fault.CUDA, "The graphics card failed: " + line.strip()));
        }
        if (memory
                || lower.contains("std::bad_alloc")
                || lower.contains("failed to allocate buffer")
                || lower.contains("unable to allocate cpu buffer")) {
            return Optional.of(
                    new ExitReport(
                            Fault.HOST_MEMORY_EXHAUSTED,
                            "The machine ran out of memory for the engine: " + line.strip()));
        }
        return Optional.empty();
    }

    private static String said(List<String> lastLines) {
        return lastLines.reversed().stream()
                .filter(line -> line.startsWith("llama_server: cannot"))
                .findFirst()
                .or(() -> lastLines.reversed().stream().filter(line -> !line.isBlank()).findFirst())
                .map(line -> "; it said: " + line.strip())
                .orElse(".");
    }
}
