package org.llamaorch.orchestrator.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is refused with its place and with what would be right. */
class ConfigRefusalTest extends ConfigReading {

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
        refuses(
                "retry: {breaker_open_ms: 400000}\n",
                "retry.breaker_open_max_ms: the longest time");
        refuses(
                "retry: {rest_ms: 3000}\n",
                "retry.rest_max_ms or rest_asked_max_ms: the longest rest");
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
}
