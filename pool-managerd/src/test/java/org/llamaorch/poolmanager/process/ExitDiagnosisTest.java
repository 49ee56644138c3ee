package org.llamaorch.poolmanager.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.llamaorch.poolmanager.process.ExitReport.Fault;

class ExitDiagnosisTest {

    @Test
    void saysThatABuildWithSigillDoesNotFitTheProcessor() {
        ExitReport report = ExitDiagnosis.of(OptionalInt.of(128 + 4), List.of());

        assertThat(report.fault()).isEqualTo(Fault.ILLEGAL_INSTRUCTION);
        assertThat(report.sentence()).contains("SIGILL", "does not fit this processor");
    }

    @Test
    void tellsTheCardsMemoryFromTheMachines() {
        assertThat(
                        fault(
                                "ggml_backend_cuda_buffer_type_alloc_buffer: allocating 900 MiB on device 0: cudaMalloc failed: out of memory"))
                .isEqualTo(Fault.VRAM_EXHAUSTED);
        assertThat(fault("terminate called after throwing an instance of 'std::bad_alloc'"))
                .isEqualTo(Fault.HOST_MEMORY_EXHAUSTED);
        assertThat(fault("CUDA error: an illegal memory access was encountered"))
                .isEqualTo(Fault.CUDA);
    }

    @Test
    void repeatsTheEnginesOwnSentence() {
        ExitReport report =
                ExitDiagnosis.of(
                        OptionalInt.of(1),
                        List.of(
                                "llama_server: cannot start with m.gguf on port 1: it is broken",
                                "0.00 I srv cleaning up"));

        assertThat(report.fault()).isEqualTo(Fault.ENDED);
        assertThat(report.sentence())
                .isEqualTo(
                        "The engine exited with code 1; it said: llama_server: cannot start with m.gguf on port 1: it is broken");
    }

    @Test
    void namesTheSignalThatEndedIt() {
        assertThat(ExitDiagnosis.of(OptionalInt.of(128 + 11), List.of()).sentence())
                .contains("SIGSEGV");
        assertThat(ExitDiagnosis.of(OptionalInt.of(128 + 9), List.of()).sentence())
                .contains("SIGKILL", "memory");
    }

    private static Fault fault(String line) {
        return ExitDiagnosis.of(OptionalInt.of(134), List.of(line, "aborted")).fault();
    }
}
