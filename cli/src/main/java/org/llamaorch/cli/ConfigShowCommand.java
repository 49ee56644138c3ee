package org.llamaorch.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.llamaorch.contracts.WireName;
import org.llamaorch.orchestrator.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.std.StdSerializer;

/** Shows what comes of file, environment and flags. */
@Command(
        name = "show",
        description =
                "Shows every setting as the service would have it: defaults, file, environment and"
                        + " flags together, as JSON. Secrets are masked.",
        footerHeading = "%nExample:%n",
        footer = "  llama-orch config show --config pools.yaml")
final class ConfigShowCommand implements Callable<Integer> {

    private static final List<String> SECRET = List.of("token", "key", "secret", "password");

    @Mixin private final DaemonOptions options = new DaemonOptions();

    @Override
    public Integer call() {
        Config config = DaemonStart.configuration(options, null, null);
        JsonMapper mapper =
                JsonMapper.builder()
                        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .addModule(
                                new SimpleModule()
                                        .addSerializer(Path.class, new PlainPath())
                                        .addSerializer(WireName.class, new Spelled()))
                        .build();
        JsonNode shown = mapper.valueToTree(config);
        mask(shown);
        System.out.println(mapper.writeValueAsString(shown));
        return ExitCode.OK;
    }

    /** Every text whose name says that it is a secret. */
    private static void mask(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> each : new ArrayList<>(object.properties())) {
                String name = each.getKey().toLowerCase(Locale.ROOT);
                boolean secret =
                        SECRET.stream().anyMatch(name::contains) && !name.endsWith("_file");
                if (secret && each.getValue().isString()) {
                    object.put(each.getKey(), "****");
                }
            }
        }
        node.forEach(ConfigShowCommand::mask);
    }

    /** As the file spells it. */
    private static final class Spelled extends StdSerializer<WireName> {

        Spelled() {
            super(WireName.class);
        }

        @Override
        public void serialize(WireName value, JsonGenerator to, SerializationContext context) {
            to.writeString(value.wireName());
        }
    }

    /** A path as people write it. */
    private static final class PlainPath extends StdSerializer<Path> {

        PlainPath() {
            super(Path.class);
        }

        @Override
        public void serialize(Path path, JsonGenerator to, SerializationContext context) {
            to.writeString(path.toString());
        }
    }
}
