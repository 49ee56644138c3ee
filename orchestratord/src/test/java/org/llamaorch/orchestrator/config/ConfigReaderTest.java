package org.llamaorch.orchestrator.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.EngineKind;
import org.llamaorch.contracts.FullPolicy;
import org.llamaorch.core.placement.PoolSpec;
import org.llamaorch.core.scheduler.SchedulerSettings;
import org.llamaorch.orchestrator.journal.Durability;
import org.llamaorch.orchestrator.stream.StreamSettings;

/** What a right file says is what the daemon goes by. */
class ConfigReaderTest extends ConfigReading {

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
                        tuple("x", "http://127.0.0.1:9001"), tuple("r1", "http://127.0.0.1:9002"));
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
    void theAnnotatedExampleIsValid() {
        Config config =
                ConfigReader.read(
                        new ConfigReader.Flags(
                                Path.of("../docs/llama-orch.example.yaml"), null, null, null, null),
                        Map.of());

        assertThat(config.pools()).extracting(pool -> pool.spec().id()).contains("default");
        assertThat(config.scheduler()).isEqualTo(SchedulerSettings.defaults());
        assertThat(config.stream()).isEqualTo(StreamSettings.defaults());
        assertThat(config.bounds()).isEqualTo(usual().bounds());
    }

    private static Config usual() {
        return ConfigReader.read(ConfigReader.Flags.NONE, Map.of());
    }

    @Test
    void theDefaultsThatTheSchemaNamesAreTheDefaults() throws IOException {
        Config spelled = read(SchemaDefaults.asYaml(), Map.of());
        Config usual = read("", Map.of());

        assertThat(spelled.scheduler()).isEqualTo(usual.scheduler());
        assertThat(spelled.stream()).isEqualTo(usual.stream());
        assertThat(spelled.bounds()).isEqualTo(usual.bounds());
        assertThat(spelled.access()).isEqualTo(usual.access());
        assertThat(spelled.poolManagerd()).isEqualTo(usual.poolManagerd());
        assertThat(spelled.pools()).isEqualTo(usual.pools());
    }
}
