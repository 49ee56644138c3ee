package org.llamaorch.orchestrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.FullPolicy;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.scheduler.SchedulerSettings;
import org.llamaorch.orchestrator.journal.Durability;
import org.llamaorch.orchestrator.stream.StreamSettings;
import org.llamaorch.orchestrator.trace.TelemetrySettings;

/** The file, the environment over it, flags over both; what is wrong is named. */
class ConfigReaderTest {

    @TempDir Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("llama-orch.yaml"), text);
    }

    private Config read(String text, Map<String, String> variables) throws IOException {
        return ConfigReader.read(
                new ConfigReader.Flags(file(text), null, null, null, null), variables);
    }

    private void refuses(String text, String... parts) {
        assertThatThrownBy(() -> read(text, Map.of()))
                .isInstanceOf(ConfigurationRefused.class)
                .message()
                .contains(parts);
    }

    @Test
    void withoutAFileThereIsTheDemoPoolOnTheProcessor() throws IOException {
        Config config = read("", Map.of());

        assertThat(config.address()).hasToString("127.0.0.1:8080");
        assertThat(config.durability()).isEqualTo(Durability.PROCESS);
        assertThat(config.scheduler()).isEqualTo(SchedulerSettings.defaults());
        assertThat(config.stream()).isEqualTo(StreamSettings.defaults());
        PoolConfig pool = config.pools().getFirst();
        assertThat(pool.spec().id()).isEqualTo("default");
        assertThat(pool.spec().aliases()).containsExactly("default");
        assertThat(pool.spec().model()).isEqualTo("demo:gemma3-270m");
        assertThat(pool.provision().installsAllowed()).isTrue();
        assertThat(pool.provisioned())
                .singleElement()
                .extracting(ReplicaConfig::devices)
                .asString()
                .contains("cpu");
    }

    @Test
    void tracesGoNowhereUntilACollectorIsNamed() throws IOException {
        assertThat(read("", Map.of()).telemetry()).isEqualTo(TelemetrySettings.OFF);
        assertThat(read("telemetry: {sampling: 0.5}", Map.of()).telemetry().endpoint()).isNull();

        TelemetrySettings named =
                read(
                                """
                                telemetry:
                                  endpoint: https://collector.example:4318
                                  service_name: here
                                  sampling: 0.25
                                  queue_spans: 10
                                  batch_spans: 10
                                  export_every_ms: 3
                                  timeout_ms: 4
                                """,
                                Map.of())
                        .telemetry();
        assertThat(named)
                .isEqualTo(
                        new TelemetrySettings(
                                URI.create("https://collector.example:4318"),
                                "here",
                                0.25,
                                null,
                                10,
                                10,
                                3,
                                4));
    }

    @Test
    void theVariablesOfOpenTelemetryStandOverTheFile() throws IOException {
        String file = "telemetry: {endpoint: 'http://127.0.0.1:1', service_name: here}";
        TelemetrySettings telemetry =
                read(
                                file,
                                Map.of(
                                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                                        "http://127.0.0.1:2/below",
                                        "OTEL_SERVICE_NAME",
                                        "there"))
                        .telemetry();
        assertThat(telemetry.endpoint()).hasToString("http://127.0.0.1:2/below");
        assertThat(telemetry.serviceName()).isEqualTo("there");
        assertThat(read(file, Map.of("OTEL_SDK_DISABLED", "true")).telemetry().endpoint()).isNull();
    }

    @Test
    void aCollectorThatCannotBeUsedIsRefused() throws IOException {
        assertThatThrownBy(() -> read("", Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:4317")))
                .isInstanceOf(ConfigurationRefused.class)
                .hasMessageContainingAll("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318");
        refuses("telemetry: {endpoint: 'ftp://a'}", "/telemetry/endpoint");
        refuses("telemetry: {endpoint: 'http://me:secret@a'}", "OTLP/HTTP");
        refuses("telemetry: {queue_spans: 3, batch_spans: 4}", "queue_spans");
        refuses(
                "telemetry: {headers_file: /nowhere/headers}",
                "/nowhere/headers",
                "does not exist");
        Path headers = Files.writeString(folder.resolve("headers"), "no header, a secret");
        assertThatThrownBy(() -> read("telemetry: {headers_file: " + headers + "}", Map.of()))
                .isInstanceOf(ConfigurationRefused.class)
                .message()
                .contains("line 1")
                .doesNotContain("secret");
    }

    @Test
    void readsPoolsWithTheirReplicasQueuesAndTimeouts() throws IOException {
        Config config =
                read(
                        """
                        addr: 127.0.0.1:0
                        durability: memory
                        shutdown_grace_ms: 500
                        queue: {capacity: 9, full_policy: drop-lru, batch_every: 2}
                        limits: {queued_bytes: 2000}
                        stream: {comment_every_ms: 100, stalled_listener_ms: 500}
                        pools:
                          - id: alpha
                            engine: openai
                            model: m
                            aliases: [a, b]
                            replicas:
                              - {id: x, url: "http://127.0.0.1:9001/"}
                              - {url: "http://127.0.0.1:9002"}
                            timeouts: {wall_ms: 400, idle_ms: 300}
                          - id: beta
                            model: demo:gemma3-270m
                            slots: 4
                            queue: {capacity: 1, full_policy: shed-low-priority, high_water_percent: 50}
                            provisioning: {mode: package, allow_package_installs: true, env: {A: b}}
                            replicas: [{devices: [cpu]}]
                        """,
                        Map.of());

        assertThat(config.shutdownGraceMs()).isEqualTo(500);
        assertThat(config.stream().durable()).isFalse();
        assertThat(config.stream().stalledAfterMs()).isEqualTo(500);
        assertThat(config.stream().tickMs()).isEqualTo(25);
        assertThat(config.scheduler().batchEvery()).isEqualTo(2);
        assertThat(config.scheduler().queuedBytesMax()).isEqualTo(2000);
        PoolSpec alpha = config.pools().getFirst().spec();
        assertThat(alpha.engine()).isEqualTo(EngineKind.OPENAI);
        assertThat(alpha.capacity()).isEqualTo(9);
        assertThat(alpha.fullPolicy()).isEqualTo(FullPolicy.DROP_LRU);
        assertThat(alpha.wallTimeoutMs()).isEqualTo(400);
        assertThat(alpha.idleTimeoutMs()).isEqualTo(300);
        assertThat(config.pools().getFirst().external())
                .extracting(ReplicaConfig::id, ReplicaConfig::url)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("x", "http://127.0.0.1:9001"),
                        org.assertj.core.groups.Tuple.tuple("r1", "http://127.0.0.1:9002"));
        PoolConfig beta = config.pools().getLast();
        assertThat(beta.spec().capacity()).isEqualTo(1);
        assertThat(beta.spec().fullPolicy()).isEqualTo(FullPolicy.SHED_LOW_PRIORITY);
        assertThat(beta.spec().highWaterPercent()).isEqualTo(50);
        assertThat(beta.slots()).isEqualTo(4);
        assertThat(beta.provision().environment()).containsEntry("A", "b");
    }

    @Test
    void readsTheTimesAndLimitsOfTheParts() throws IOException {
        Bounds bounds =
                read(
                                """
                                http: {body_bytes: 2048, head_ms: 700, connections: 9, remote_media: true}
                                journal: {remember_ms: 60000}
                                artifacts: {transcripts: false, documents: 3}
                                engines: {connect_timeout_ms: 250, full_rest_ms: 30}
                                registry: {poll_every_ms: 40, failed_polls: 2}
                                supervision: {backoff_ms: 10, breaker_restarts: 2, jitter: 0, log_bytes: 70000}
                                """,
                                Map.of())
                        .bounds();

        assertThat(bounds.http().bodyBytesMax()).isEqualTo(2048);
        assertThat(bounds.http().headMs()).isEqualTo(700);
        assertThat(bounds.http().connectionsMax()).isEqualTo(9);
        assertThat(bounds.remoteMedia()).isTrue();
        assertThat(bounds.journal().rememberMs()).isEqualTo(60_000);
        assertThat(bounds.transcripts()).isFalse();
        assertThat(bounds.artifacts().documentsMax()).isEqualTo(3);
        assertThat(bounds.dispatch().engines().connectTimeoutMs()).isEqualTo(250);
        assertThat(bounds.dispatch().engines().fullRestMs()).isEqualTo(30);
        assertThat(bounds.probe().connectTimeoutMs()).isEqualTo(250);
        assertThat(bounds.registry().pollEveryMs()).isEqualTo(40);
        assertThat(bounds.registry().failuresMax()).isEqualTo(2);
        assertThat(bounds.supervision().firstBackoff()).hasMillis(10);
        assertThat(bounds.supervision().breakerRestarts()).isEqualTo(2);
        assertThat(bounds.supervision().jitter()).isZero();
        assertThat(bounds.engineLogBytes()).isEqualTo(70_000);
    }

    @Test
    void readsWhatIsAPoolsOwn() throws IOException {
        PoolConfig pool =
                read(
                                """
                                pools:
                                  - id: p
                                    model: m
                                    queue: {batch_every: 7}
                                    replicas: [{devices: [cpu]}]
                                    provisioning:
                                      flags: [--threads, "3"]
                                      package: {manager: pip, name: xllamacpp}
                                """,
                                Map.of())
                        .pools()
                        .getFirst();

        assertThat(pool.spec().batchEvery()).isEqualTo(7);
        assertThat(pool.provision().flags()).containsExactly("--threads", "3");
        refuses(
                "pools: [{id: p, model: m, replicas: [{devices: [cpu]}], provisioning: {package: {version: '0.1'}}}]\n",
                "0.1",
                "the lock holds xllamacpp",
                "provisioning.package.lock");
    }

    @Test
    void takesAnEnginesKeyFromAVariableOrAFileAndShowsItNowhere() throws IOException {
        Path keyFile = Files.writeString(folder.resolve("key"), "from-file\n");
        String text =
                """
                pools:
                  - id: p
                    replicas:
                      - {url: "http://127.0.0.1:1", api_key_env: ENGINE_KEY}
                      - {url: "http://127.0.0.1:2", api_key_file: "%s"}
                      - {url: "http://127.0.0.1:3"}
                """
                        .formatted(keyFile);

        PoolConfig pool = read(text, Map.of("ENGINE_KEY", "from-env")).pools().getFirst();

        assertThat(pool.replicas())
                .extracting(ReplicaConfig::apiKey)
                .containsExactly("from-env", "from-file", null);
        assertThat(pool.toString()).doesNotContain("from-env", "from-file");
        refuses(text, "p/r0", "ENGINE_KEY", "not set");
        refuses(
                "pools: [{id: p, replicas: [{url: 'http://127.0.0.1:1', api_key_file: /nowhere/key}]}]\n",
                "/nowhere/key",
                "cannot be read");
        refuses(
                "pools: [{id: p, model: m, replicas: [{devices: [cpu], api_key_env: HOME}]}]\n",
                "gets a key of its own");
        refuses(
                "pools: [{id: p, replicas: [{url: 'http://127.0.0.1:1', api_key: x}]}]\n",
                "known are: id, url, devices, api_key_env");
    }

    @Test
    void environmentStandsOverTheFileAndFlagsOverBoth() throws IOException {
        String text =
                "addr: 127.0.0.1:1\nhome: /from/file\nqueue: {capacity: 3}\npools: [{id: p, model: m, queue: {capacity: 4}, replicas: [{devices: [cpu]}]}]";
        Map<String, String> variables =
                Map.of(
                        "ORCHD_ADDR", "127.0.0.1:2",
                        "LLAMA_ORCH_HOME", "/from/environment",
                        "ORCHD_ADMISSION_CAPACITY", "7",
                        "ORCHD_ADMISSION_POLICY", "drop-lru",
                        "LLAMA_ORCH_OFFLINE", "true",
                        "LLORCH_API_TOKEN", "0123456789abcdef");

        Config config = read(text, variables);
        Config flagged =
                ConfigReader.read(
                        new ConfigReader.Flags(
                                file(text), "127.0.0.1:3", null, null, LogFormat.JSON),
                        variables);

        assertThat(config.address().port()).isEqualTo(2);
        assertThat(config.home()).isEqualTo(Path.of("/from/environment"));
        assertThat(config.workers().runtimeDir())
                .isEqualTo(Path.of("/from/environment/runtime/engines"));
        assertThat(config.pools().getFirst().spec().capacity()).isEqualTo(7);
        assertThat(config.pools().getFirst().spec().fullPolicy()).isEqualTo(FullPolicy.DROP_LRU);
        assertThat(config.offline()).isTrue();
        assertThat(config.access().authToken()).isEqualTo("0123456789abcdef");
        assertThat(config.toString()).doesNotContain("0123456789abcdef");
        assertThat(flagged.address().port()).isEqualTo(3);
        assertThat(flagged.logFormat()).isEqualTo(LogFormat.JSON);
    }

    @Test
    void theUsualFoldersAreBelowTheUsersHome() throws IOException {
        Config config = read("", Map.of("HOME", "/home/somebody"));
        Config moved = read("", Map.of("HOME", "/home/somebody", "XDG_CACHE_HOME", "/big/cache"));

        assertThat(config.home()).isEqualTo(Path.of("/home/somebody/.local/share/llama-orch"));
        assertThat(config.cache()).isEqualTo(Path.of("/home/somebody/.cache/llama-orch"));
        assertThat(moved.cache()).isEqualTo(Path.of("/big/cache/llama-orch"));
    }

    @Test
    void aLlamacppUrlTakesTheDemoPoolsPlace() throws IOException {
        Config config = read("", Map.of("ORCHD_LLAMACPP_URL", "http://127.0.0.1:8081/"));

        PoolConfig pool = config.pools().getFirst();
        assertThat(config.pools()).hasSize(1);
        assertThat(pool.spec().id()).isEqualTo("default");
        assertThat(pool.spec().model()).isNull();
        assertThat(pool.provisioned()).isEmpty();
        assertThat(pool.external())
                .singleElement()
                .extracting(ReplicaConfig::url)
                .isEqualTo("http://127.0.0.1:8081");
    }

    @Test
    void aModelFileTakesTheDemoModelsPlace() throws IOException {
        Config config =
                ConfigReader.read(
                        new ConfigReader.Flags(
                                file(""), null, Path.of("/models/m.gguf"), null, null),
                        Map.of());

        assertThat(config.pools())
                .singleElement()
                .extracting(pool -> pool.spec().model())
                .isEqualTo("file:/models/m.gguf");
    }

    @Test
    void anUnknownKeyIsRefusedWithItsLineAndTheNearestKnownOne() {
        refuses(
                "addr: 127.0.0.1:1\npools:\n  - id: p\n    modle: m\n",
                "llama-orch.yaml:4",
                "/pools/0/modle",
                "did you mean 'model'?");
        refuses("durabilty: process\n", ":1", "did you mean 'durability'?");
        refuses("zzzzzzzzzzzz: 1\n", "known are: addr");
    }

    @Test
    void aWrongValueIsRefusedWithItsLineAndWhatIsAllowed() {
        refuses("\ndurability: forever\n", ":2", "\"forever\"", "process, power, memory");
        refuses("shutdown_grace_ms: soon\n", "\"soon\"", "integer");
        refuses("shutdown_grace_ms: -1\n", "-1", "least is 0");
        refuses("pools: [{model: m, replicas: [{devices: [cpu]}]}]\n", "lacks the key 'id'");
        refuses(
                "pools: [{id: 'a b', model: m}]\n",
                "/pools/0/id",
                "must be a name of up to 64 letters");
        refuses(
                "pools: [{id: a, model: m, replicas: [{devices: [cpu]}]}, {id: a, model: m, replicas: [{devices: [cpu]}]}]\n",
                "two pools are called 'a'");
        refuses("pools: [{id: a, replicas: [{devices: [cpu]}]}]\n", "names no model");
        refuses("pools: [{id: a, model: m}]\n", "lacks the key 'replicas'");
        refuses("pools: [{id: a, model: m, replicas: [{id: r0}]}]\n", "neither a url nor devices");
        refuses("pools: [{id: a, replicas: [{url: 'file:/x'}]}]\n", "/pools/0/replicas/0/url");
        refuses("stream: {segment_bytes: 65536, total_bytes: 65535}\n", "stream");
        refuses("http: {body_bites: 5}\n", "did you mean 'body_bytes'?");
        refuses("http: {body_bytes: 5000, bodies_bytes: 4000}\n", "http: one body is larger");
        refuses("supervision: {jitter: 2}\n", "/supervision/jitter", "most is 0.99");
        refuses("registry: {poll_again_ms: 50, poll_again_max_ms: 40}\n", "registry:");
    }

    @Test
    void whatIsNoYamlIsRefusedWithItsLine() {
        refuses("addr: [1\n", "this is no YAML");
        refuses("addr: a:1\naddr: a:2\n", ":2", "this is no YAML");
        refuses("- a\n", "must be a map of keys");
        refuses("a: &x [*x]\n", "llama-orch.yaml");
    }

    @Test
    void aMissingFileIsRefused() {
        Path absent = folder.resolve("absent.yaml");

        assertThatThrownBy(() ->
                        ConfigReader.read(
                                new ConfigReader.Flags(absent, null, null, null, null), Map.of()))
                .hasMessageContaining("there is no file " + absent);
    }

    @ParameterizedTest
    @CsvSource({
        "ORCHD_ADDR,localhost,host:port",
        "ORCHD_ADDR,127.0.0.1:99999,0 to 65535",
        "ORCHD_ADDR,::1:80,host:port",
        "ORCHD_ADMISSION_CAPACITY,0,1 to 1000000",
        "ORCHD_ADMISSION_CAPACITY,many,1 to 1000000",
        "ORCHD_ADMISSION_POLICY,drop,'reject, drop-lru, shed-low-priority'",
        "LLAMA_ORCH_OFFLINE,yes,true or false",
        "AUTH_OPTIONAL,maybe,true or false",
        "ORCHD_LLAMACPP_URL,localhost:8081,http://127.0.0.1:8081"
    })
    void aWrongVariableIsRefusedByName(String name, String value, String allowed) {
        assertThatThrownBy(() -> read("", Map.of(name, value)))
                .isInstanceOf(ConfigurationRefused.class)
                .message()
                .contains(name, "'" + value + "'", allowed);
    }

    @Test
    void theAnnotatedExampleIsValid() {
        Config config =
                ConfigReader.read(
                        new ConfigReader.Flags(
                                Path.of("../docs/llama-orch.example.yaml"), null, null, null, null),
                        Map.of());

        assertThat(config.pools()).extracting(pool -> pool.spec().id()).contains("default");
        assertThat(config.scheduler()).isEqualTo(SchedulerSettings.defaults());
        assertThat(config.stream()).isEqualTo(StreamSettings.defaults());
        assertThat(config.bounds()).isEqualTo(ConfigReaderTest.usual().bounds());
    }

    private static Config usual() {
        return ConfigReader.read(ConfigReader.Flags.NONE, Map.of());
    }

    @Test
    void theDefaultsThatTheSchemaNamesAreTheDefaults() throws IOException {
        assertThat(read(SchemaDefaults.asYaml(), Map.of()).scheduler())
                .isEqualTo(read("", Map.of()).scheduler());
        assertThat(read(SchemaDefaults.asYaml(), Map.of()).stream())
                .isEqualTo(read("", Map.of()).stream());
        assertThat(read(SchemaDefaults.asYaml(), Map.of()).bounds())
                .isEqualTo(read("", Map.of()).bounds());
        assertThat(read(SchemaDefaults.asYaml(), Map.of()).access())
                .isEqualTo(read("", Map.of()).access());
        assertThat(read(SchemaDefaults.asYaml(), Map.of()).poolManagerd())
                .isEqualTo(read("", Map.of()).poolManagerd());
        assertThat(read(SchemaDefaults.asYaml(), Map.of()).pools())
                .isEqualTo(read("", Map.of()).pools());
    }
}
