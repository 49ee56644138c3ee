package org.llamaorch.orchestrator.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A YAML (or JSON) file as a tree that knows on which line each value stands. Immutable. */
final class YamlFile {

    private static final int DEPTH_MAX = 32;
    private static final long BYTES_MAX = 4L << 20;

    private final Path path;
    private final ObjectNode root;
    private final Map<String, Integer> lines;

    private YamlFile(Path path, ObjectNode root, Map<String, Integer> lines) {
        this.path = path;
        this.root = root;
        this.lines = lines;
    }

    /** Reads and parses the file; an empty one is an empty object. */
    static YamlFile read(Path path) {
        String text;
        try {
            if (Files.size(path) > BYTES_MAX) {
                throw new ConfigurationRefused(path + " is larger than 4 MiB.");
            }
            text = Files.readString(path);
        } catch (NoSuchFileException absent) {
            throw new ConfigurationRefused(
                    "there is no file " + path + "; --config names the configuration file.",
                    absent);
        } catch (AccessDeniedException denied) {
            throw new ConfigurationRefused("no permission to read " + path + ".", denied);
        } catch (IOException unreadable) {
            throw new ConfigurationRefused(
                    path + " cannot be read as UTF-8 text: " + unreadable.getMessage(), unreadable);
        }
        return parse(path, text);
    }

    static YamlFile parse(Path path, String text) {
        Map<String, Integer> lines = new HashMap<>();
        YAMLMapper mapper =
                YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
        try (JsonParser parser = mapper.createParser(text)) {
            if (parser.nextToken() == null) {
                return new YamlFile(path, JsonNodeFactory.instance.objectNode(), lines);
            }
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new ConfigurationRefused(path + ":1: the file must be a map of keys.");
            }
            ObjectNode root = (ObjectNode) node(parser, "", lines, 0);
            return new YamlFile(path, root, lines);
        } catch (JacksonException broken) {
            throw new ConfigurationRefused(
                    path
                            + ":"
                            + Math.max(1, broken.getLocation().getLineNr())
                            + ": this is no YAML: "
                            + broken.getOriginalMessage().lines().findFirst().orElse("")
                            + ".",
                    broken);
        }
    }

    private static JsonNode node(
            JsonParser parser, String pointer, Map<String, Integer> lines, int depth) {
        if (depth > DEPTH_MAX) {
            throw new ConfigurationRefused("the configuration is nested deeper than any key is.");
        }
        lines.put(pointer, parser.currentTokenLocation().getLineNr());
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    String below = pointer + "/" + escape(name);
                    int line = parser.currentTokenLocation().getLineNr();
                    parser.nextToken();
                    object.set(name, node(parser, below, lines, depth + 1));
                    lines.put(below, line);
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = JsonNodeFactory.instance.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(node(parser, pointer + "/" + array.size(), lines, depth + 1));
                }
                yield array;
            }
            case VALUE_NUMBER_INT ->
                    JsonNodeFactory.instance.numberNode(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> JsonNodeFactory.instance.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> JsonNodeFactory.instance.booleanNode(true);
            case VALUE_FALSE -> JsonNodeFactory.instance.booleanNode(false);
            case VALUE_NULL -> JsonNodeFactory.instance.nullNode();
            default -> JsonNodeFactory.instance.stringNode(parser.getString());
        };
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    ObjectNode root() {
        return root;
    }

    /** Where a value stands, as {@code file:line: /pointer}. */
    String place(String pointer) {
        return path
                + ":"
                + lines.getOrDefault(pointer, 1)
                + ": "
                + (pointer.isEmpty() ? "the file" : pointer);
    }
}
