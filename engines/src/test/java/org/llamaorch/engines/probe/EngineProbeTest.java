package org.llamaorch.engines.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.Workload;
import org.llamaorch.engines.FaultControl;
import org.llamaorch.engines.fault.FaultEngine;
import org.llamaorch.engines.fault.FaultOptions;

final class EngineProbeTest {

    private final FaultEngine engine =
            FaultEngine.start(
                    new FaultOptions(
                            "127.0.0.1",
                            0,
                            4,
                            512,
                            "tiny",
                            0,
                            0,
                            List.of(),
                            FaultOptions.Mode.GENERATE));
    private final FaultControl control = new FaultControl(engine.url());
    private final EngineProbe probe = new EngineProbe(new ProbeSettings(500, 300, 300, 1 << 20));

    @AfterEach
    void close() {
        probe.close();
        engine.close();
    }

    @Test
    void seesWhatALlamaCppServerSaysOfItself() throws Exception {
        EngineState state = probe.look(EngineKind.LLAMACPP, engine.url() + "/", null);
        assertThat(state)
                .isEqualTo(new EngineState(true, false, 4, 512, List.of("tiny"), "fault-1", null));
    }

    @Test
    void seesWhatAnOpenAiServerSaysOfItself() throws Exception {
        EngineState state = probe.look(EngineKind.OPENAI, engine.url(), null);
        assertThat(state.usable()).isTrue();
        assertThat(state.ctxMax()).isEqualTo(512);
        assertThat(state.models()).containsExactly("tiny");
    }

    @Test
    void tellsLoadingFromDown() throws Exception {
        control.post("/fault/health", "{\"state\":\"loading\"}");
        for (EngineKind kind : new EngineKind[] {EngineKind.LLAMACPP, EngineKind.OPENAI}) {
            EngineState loading = probe.look(kind, engine.url(), null);
            assertThat(loading.loading()).isTrue();
            assertThat(loading.live()).isTrue();
            assertThat(loading.usable()).isFalse();
        }
        control.post("/fault/health", "{\"state\":\"down\"}");
        assertThat(probe.look(EngineKind.LLAMACPP, engine.url(), null).live()).isFalse();
        assertThat(probe.look(EngineKind.LLAMACPP, "http://127.0.0.1:1", null).live()).isFalse();
        assertThat(probe.look(EngineKind.LLAMACPP, "nonsense", null).live()).isFalse();
    }

    @Test
    void aKeyThatWeDoNotHaveIsSaid() throws Exception {
        try (FaultEngine locked =
                FaultEngine.start(
                        new FaultOptions(
                                "127.0.0.1",
                                0,
                                1,
                                512,
                                "tiny",
                                0,
                                0,
                                List.of("secret"),
                                FaultOptions.Mode.GENERATE))) {
            EngineState state = probe.look(EngineKind.LLAMACPP, locked.url(), null);
            assertThat(state.live()).isTrue();
            assertThat(state.error()).contains("401");
        }
    }

    @Test
    void decodesATokenOrSaysWhyNot() throws Exception {
        for (EngineKind kind : new EngineKind[] {EngineKind.LLAMACPP, EngineKind.OPENAI}) {
            assertThat(probe.show(kind, engine.url(), null, "tiny"))
                    .isEqualTo(Shown.of(Workload.COMPLETION));
        }
        control.post("/fault/script", "{\"script\":\"status=500\"}");
        assertThat(probe.show(EngineKind.LLAMACPP, engine.url(), null, "tiny").problem())
                .contains("500");
        control.post("/fault/script", "{\"script\":\"hang=1\"}");
        assertThat(probe.show(EngineKind.LLAMACPP, engine.url(), null, "tiny").problem())
                .isNotNull();
    }

    @Test
    void aLlamaCppServerServesWhatItWasOpenedForAndNothingElse() throws Exception {
        assertThat(shown(EngineKind.LLAMACPP, FaultOptions.Mode.EMBEDDING))
                .containsExactly(Workload.EMBEDDING);
        assertThat(shown(EngineKind.LLAMACPP, FaultOptions.Mode.RERANK))
                .containsExactly(Workload.RERANK);
    }

    @Test
    void anotherServerServesEverythingThatItAnswers() throws Exception {
        assertThat(shown(EngineKind.OPENAI, FaultOptions.Mode.RERANK))
                .containsExactlyInAnyOrder(Workload.values());
    }

    private Set<Workload> shown(EngineKind kind, FaultOptions.Mode mode) throws Exception {
        try (FaultEngine other =
                FaultEngine.start(
                        new FaultOptions("127.0.0.1", 0, 1, 512, "tiny", 0, 0, List.of(), mode))) {
            return probe.show(kind, other.url(), null, "tiny").workloads();
        }
    }
}
