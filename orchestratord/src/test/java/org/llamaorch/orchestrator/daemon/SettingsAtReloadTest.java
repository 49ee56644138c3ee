package org.llamaorch.orchestrator.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.orchestrator.config.Config;
import org.llamaorch.orchestrator.config.ConfigReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the schema says of a setting outside of the pools is so: what another value does at a reload
 * ({@code x-reload}), and its variable ({@code x-env}).
 */
class SettingsAtReloadTest {

    private static final JsonMapper JSON = new JsonMapper();

    /** Other values where the schema alone does not give one. */
    private static final Map<String, String> OTHERS =
            Map.ofEntries(
                    Map.entry("addr", "\"127.0.0.1:9\""),
                    Map.entry("pool_managerd.addr", "\"127.0.0.1:9\""),
                    Map.entry("durability", "\"power\""),
                    Map.entry("telemetry.endpoint", "\"http://127.0.0.1:9\""),
                    Map.entry("telemetry.headers_file", "\"/dev/null\""),
                    Map.entry("telemetry.sampling", "0.5"),
                    Map.entry("fetch.hub", "\"https://hub.example\""),
                    Map.entry("tls.certificate", "\"/other\""),
                    Map.entry("tls.key", "\"/other\""),
                    Map.entry("stream.segment_bytes", "16777216"),
                    Map.entry(
                            "auth.keys",
                            "[{\"name\":\"a\",\"secrets\":[{\"sha256\":\"%s\"}]}]"
                                    .formatted("0".repeat(64))),
                    Map.entry(
                            "catalog.trusted_signers",
                            "[{\"name\":\"ops\",\"public_key\":\"MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\"}]"));

    @TempDir private Path folder;

    private final JsonNode schema = JSON.readTree(ConfigReader.schema());

    /** A setting, resolved. */
    record Setting(String path, JsonNode says, String atReload) {

        boolean restarts() {
            return atReload.equals("restart");
        }
    }

    @Test
    void aChangedSettingDoesWhatTheSchemaSays() throws IOException {
        Config started = read(Map.of(), base(), Map.of());
        for (Setting setting : settings()) {
            Config next = read(Map.of(setting.path, other(setting)), base(), Map.of());
            boolean applies =
                    LivePart.ALL.stream().anyMatch(part -> part.differs(started, next))
                            || !started.pools().equals(next.pools())
                            || !String.valueOf(started.access().tls())
                                    .equals(String.valueOf(next.access().tls()));

            List<String> told = RestartKey.changed(started, next);

            if (setting.restarts()) {
                assertThat(told)
                        .as("what needs a restart for another %s", setting.path)
                        .anyMatch(key -> (setting.path + ".").startsWith(key + "."));
            } else {
                assertThat(told).as("what another %s needs a restart for", setting.path).isEmpty();
                assertThat(applies).as("another %s applies", setting.path).isTrue();
            }
        }
    }

    @Test
    void aVariableDoesWhatItsSettingDoes() throws IOException {
        int variables = 0;
        for (Setting setting : settings()) {
            if (!setting.says.has("x-env")) {
                continue;
            }
            variables++;
            JsonNode other = other(setting);
            Config byFile = read(Map.of(setting.path, other), "{}", Map.of());
            Config byVariable =
                    read(
                            Map.of(),
                            "{}",
                            Map.of(setting.says.path("x-env").stringValue(), other.asString()));

            assertThat(byVariable)
                    .usingRecursiveComparison()
                    .withStrictTypeChecking()
                    .ignoringFields("pools")
                    .as("%s by its variable", setting.path)
                    .isEqualTo(byFile);
            assertThat(byVariable).isNotEqualTo(read(Map.of(), "{}", Map.of()));
        }
        assertThat(variables).isGreaterThan(8);
    }

    @Test
    void everythingIsDescribed() {
        assertThat(settings())
                .hasSizeGreaterThan(100)
                .allSatisfy(setting -> {
                    assertThat(setting.says.path("description").asString(""))
                            .as(setting.path)
                            .isNotBlank();
                });
    }

    /** TLS on, so that other files of it are a change that applies. */
    private static String base() {
        return "{\"tls\":{\"certificate\":\"/a\",\"key\":\"/b\"}}";
    }

    private Config read(Map<String, JsonNode> changes, String base, Map<String, String> variables)
            throws IOException {
        ObjectNode root = (ObjectNode) JSON.readTree(base);
        changes.forEach((path, value) -> {
            ObjectNode at = root;
            List<String> keys = List.of(path.split("\\."));
            for (String key : keys.subList(0, keys.size() - 1)) {
                at = (ObjectNode) (at.has(key) ? at.get(key) : at.putObject(key));
            }
            at.set(keys.getLast(), value);
        });
        Path file = Files.writeString(folder.resolve("llama-orch.yaml"), root.toString());
        Map<String, String> all = new LinkedHashMap<>(variables);
        all.putIfAbsent("HOME", "/home/somebody");
        return ConfigReader.read(new ConfigReader.Flags(file, null, null, null, null), all);
    }

    private List<Setting> settings() {
        List<Setting> all = new ArrayList<>();
        collect(schema, "", "applies", all);
        return all;
    }

    private void collect(JsonNode of, String prefix, String inherited, List<Setting> all) {
        for (Map.Entry<String, JsonNode> property : of.path("properties").properties()) {
            String path = prefix + property.getKey();
            ObjectNode says = JSON.createObjectNode();
            if (property.getValue().has("$ref")) {
                says.setAll(
                        (ObjectNode)
                                schema.at(
                                        property.getValue()
                                                .get("$ref")
                                                .stringValue()
                                                .substring(1)));
            }
            says.setAll((ObjectNode) property.getValue());
            String atReload = says.path("x-reload").asString(inherited);
            if (path.equals("pools")) {
                continue;
            }
            if (says.has("properties")) {
                collect(says, path + ".", atReload, all);
            } else {
                all.add(new Setting(path, says, atReload));
            }
        }
    }

    /** Another value than the usual. */
    static JsonNode other(Setting setting) {
        String named = OTHERS.get(setting.path);
        if (named != null) {
            return JSON.readTree(named);
        }
        JsonNode says = setting.says;
        JsonNode usual = says.path("default");
        if (says.has("enum")) {
            for (JsonNode value : says.get("enum")) {
                if (!value.equals(usual)) {
                    return value;
                }
            }
        }
        return switch (says.path("type").asString("")) {
            case "boolean" -> JSON.readTree(usual.asBoolean(false) ? "false" : "true");
            case "integer" -> {
                long value = usual.asLong(1_000) + 1;
                long most = says.path("maximum").asLong(Long.MAX_VALUE);
                yield JSON.valueToTree(value > most ? value - 2 : value);
            }
            case "number" -> JSON.valueToTree(usual.asDouble(0.5) + 0.01);
            case "array" -> JSON.readTree("[\"other.example\"]");
            default -> JSON.valueToTree("/other");
        };
    }
}
