package org.llamaorch.engines.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalDouble;
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
    private final EngineProbe probe =
            new EngineProbe(new ProbeSettings(5_000, 10_000, 10_000, 1 << 20));

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
        try (EngineProbe impatient =
                new EngineProbe(new ProbeSettings(5_000, 10_000, 100, 1 << 20))) {
            assertThat(impatient.show(EngineKind.LLAMACPP, engine.url(), null, "tiny").problem())
                    .isNotNull();
        }
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

    @Test
    void addsUpWhatTheSlotsHold() throws Exception {
        String slots =
                """
                [{"id":0,"n_ctx":1000,"is_processing":false},
                 {"id":1,"n_ctx":1000,"is_processing":true,"n_prompt_tokens":300,
                  "next_token":[{"n_decoded":200}]},
                 {"id":2,"n_ctx":1000,"is_processing":true,"n_prompt_tokens":900,
                  "next_token":[{"n_decoded":200}]}]
                """;
        assertThat(usage(slots).getAsDouble()).isEqualTo(0.5);
        assertThat(usage("[]")).isEmpty();
        assertThat(usage("{}")).isEmpty();
        assertThat(probe.cacheUsage("http://127.0.0.1:1", null)).isEmpty();
        assertThat(probe.cacheUsage(engine.url(), null).getAsDouble()).isZero();
    }

    private OptionalDouble usage(String slots) throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/slots",
                exchange -> {
                    byte[] body = slots.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        try {
            return probe.cacheUsage("http://127.0.0.1:" + server.getAddress().getPort(), null);
        } finally {
            server.stop(0);
        }
    }
}
