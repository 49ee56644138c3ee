package org.llamaorch.orchestrator.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamaorch.orchestrator.config.ConfigReader;
import org.llamaorch.orchestrator.config.PoolConfig;
import org.llamaorch.orchestrator.daemon.SettingsAtReloadTest.Setting;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the schema says of a setting of a pool is so: what another value does at a reload ({@code
 * x-reload}), for a pool whose engines are started here and for one whose engines run already.
 */
class PoolSettingsAtReloadTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static final String STARTED_HERE =
            """
            {"id": "p", "model": "file:/m.gguf", "replicas": [{"devices": ["0", "1"]}],
             "provisioning": {"allow_package_installs": true}}\
            """;

    private static final String ELSEWHERE =
            """
            {"id": "p", "model": "file:/m.gguf", "replicas": [{"url": "http://127.0.0.1:9"}]}\
            """;

    /** Of a replica that runs already; a pool that is started here has none of them. */
    private static final List<String> OF_URLS =
            List.of("replicas.url", "replicas.api_key_env", "replicas.api_key_file");

    /** Of engines that are started here. */
    private static final List<String> OF_ENGINES =
            List.of("replicas.devices", "replicas.tensor_split");

    /** Another id is another pool, or another replica of it. */
    private static final List<String> IDENTITIES = List.of("id", "replicas.id");

    /** Of ways of provisioning that this program does not have, and what must be so in a lock. */
    private static final List<String> CHANGES_NOTHING =
            List.of(
                    "provisioning.allow_binary_downloads",
                    "provisioning.binary.",
                    "provisioning.container.",
                    "provisioning.source.",
                    "provisioning.package.manager",
                    "provisioning.package.name",
                    "provisioning.package.version");

    private static final Map<String, String> OTHERS =
            Map.of(
                    "replicas.url", "\"http://127.0.0.1:8\"",
                    "replicas.devices", "[\"1\"]",
                    "replicas.tensor_split", "[0.25, 0.75]",
                    "replicas.api_key_env", "\"PATH\"",
                    "replicas.api_key_file", "\"FOLDER/key\"",
                    "provisioning.mode", "\"binary\"",
                    "provisioning.env", "{\"OMP_NUM_THREADS\": \"1\"}",
                    "provisioning.allow_package_installs", "false");

    @TempDir private Path folder;

    private final JsonNode schema = JSON.readTree(ConfigReader.schema());

    @Test
    void ofAPoolWhoseEnginesAreStartedHereDoesWhatTheSchemaSays() throws IOException {
        int restarts = 0;
        int applies = 0;
        for (Setting setting : settings()) {
            if (OF_URLS.contains(setting.path()) || setting.path().equals("engine")) {
                continue; // engines of another protocol are not started here
            }
            Change change = change(STARTED_HERE, setting);
            if (setting.atReload().startsWith("restart")) {
                assertThat(change.needsRestart).as("another %s", setting.path()).isNotEmpty();
                restarts++;
            } else {
                assertThat(change.needsRestart).as("another %s", setting.path()).isEmpty();
                assertThat(change.applied).as("another %s", setting.path()).isNotEmpty();
                applies++;
            }
        }
        assertThat(restarts).isGreaterThan(10);
        assertThat(applies).isGreaterThan(6);
    }

    @Test
    void ofAPoolWhoseEnginesRunAlreadyDoesWhatTheSchemaSays() throws IOException {
        for (Setting setting : settings()) {
            if (OF_ENGINES.contains(setting.path()) || setting.path().startsWith("provisioning.")) {
                continue; // nothing is started
            }
            Change change = change(ELSEWHERE, setting);
            boolean ofEnginesStartedHere =
                    setting.atReload().startsWith("restart where its engines are started here");
            if (setting.restarts()) {
                assertThat(change.needsRestart).as("another %s", setting.path()).isNotEmpty();
            } else {
                assertThat(change.needsRestart).as("another %s", setting.path()).isEmpty();
                assertThat(ofEnginesStartedHere || !change.applied.isEmpty())
                        .as("another %s applies", setting.path())
                        .isTrue();
            }
        }
    }

    @Test
    void anotherModelSaysHowItNeedsNoRestart() throws IOException {
        Setting model =
                settings().stream()
                        .filter(each -> each.path().equals("model"))
                        .findFirst()
                        .orElseThrow();
        assertThat(change(STARTED_HERE, model).needsRestart)
                .singleElement()
                .asString()
                .contains("/reload needs none");
    }

    /** What a reload tells of a setting with another value. */
    private record Change(List<String> applied, List<String> needsRestart) {}

    private Change change(String pool, Setting setting) throws IOException {
        PoolConfig now = read((ObjectNode) JSON.readTree(pool));
        ObjectNode other = (ObjectNode) JSON.readTree(pool);
        set(other, setting);
        PoolConfig wanted = read(other);
        assertThat(wanted).as("another %s is another pool", setting.path()).isNotEqualTo(now);
        Change change = new Change(new ArrayList<>(), new ArrayList<>());
        EnginePools.merged(now, wanted, change.applied, change.needsRestart);
        return change;
    }

    private void set(ObjectNode pool, Setting setting) throws IOException {
        Files.writeString(folder.resolve("key"), "a-key-of-an-engine\n");
        ObjectNode at = pool;
        List<String> keys = List.of(setting.path().split("\\."));
        for (String key : keys.subList(0, keys.size() - 1)) {
            JsonNode next = at.has(key) ? at.get(key) : at.putObject(key);
            at = (ObjectNode) (next instanceof ArrayNode list ? list.get(0) : next);
        }
        String named = OTHERS.get(setting.path());
        at.set(
                keys.getLast(),
                named == null
                        ? SettingsAtReloadTest.other(setting)
                        : JSON.readTree(named.replace("FOLDER", folder.toString())));
    }

    private PoolConfig read(ObjectNode pool) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.putArray("pools").add(pool);
        Path file = Files.writeString(folder.resolve("llama-orch.yaml"), root.toString());
        return ConfigReader.read(
                        new ConfigReader.Flags(file, null, null, null, null),
                        Map.of("HOME", "/home/somebody", "PATH", "/bin"))
                .pools()
                .getFirst();
    }

    private List<Setting> settings() {
        List<Setting> all = new ArrayList<>();
        collect(schema.at("/$defs/pool"), "", "applies", all);
        return all.stream()
                .filter(setting -> !IDENTITIES.contains(setting.path()))
                .filter(setting -> CHANGES_NOTHING.stream().noneMatch(setting.path()::startsWith))
                .toList();
    }

    private void collect(JsonNode of, String prefix, String inherited, List<Setting> all) {
        for (Map.Entry<String, JsonNode> property : of.path("properties").properties()) {
            String path = prefix + property.getKey();
            JsonNode says = resolved(property.getValue());
            String atReload = says.path("x-reload").asString(inherited);
            JsonNode items = says.path("items");
            if (says.has("properties")) {
                collect(says, path + ".", atReload, all);
            } else if (items.has("properties")) {
                collect(items, path + ".", atReload, all);
            } else {
                all.add(new Setting(path, says, atReload));
            }
        }
    }

    private JsonNode resolved(JsonNode says) {
        ObjectNode all = JSON.createObjectNode();
        if (says.has("$ref")) {
            all.setAll((ObjectNode) schema.at(says.get("$ref").stringValue().substring(1)));
        }
        return all.setAll((ObjectNode) says);
    }
}
