package org.llamaorch.orchestrator.http.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads one JSON object from bytes that must be UTF-8: no byte order mark, no duplicate names, no
 * lone surrogates, no number beyond a double, nothing behind it, and nothing beyond the limits.
 * Immutable; safe from any thread.
 */
public final class StrictJson {
    private final JsonMapper mapper;
    private final JsonLimits limits;

    public StrictJson(JsonLimits limits) {
        this.limits = limits;
        this.mapper =
                JsonMapper.builder(
                                JsonFactory.builder()
                                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                        .streamReadConstraints(
                                                StreamReadConstraints.builder()
                                                        .maxNestingDepth(limits.nestingMax())
                                                        .maxTokenCount(limits.tokensMax())
                                                        .maxNumberLength(limits.numberLengthMax())
                                                        .maxStringLength(Integer.MAX_VALUE)
                                                        .maxNameLength(4096)
                                                        .build())
                                        .build())
                        .build();
    }

    /**
     * The object in {@code utf8}.
     *
     * @throws InvalidMember when the bytes are anything else, with the pointer where one is known
     */
    public ObjectNode object(byte[] utf8) {
        if (parse(text(utf8)) instanceof ObjectNode object) {
            return object;
        }
        throw new InvalidMember("", "The body must be a JSON object.");
    }

    /**
     * The JSON value in {@code utf8}, of whatever kind.
     *
     * @throws InvalidMember when the bytes are anything else, with the pointer where one is known
     */
    public JsonNode document(byte[] utf8) {
        JsonNode document = parse(text(utf8));
        if (document == null) {
            throw new InvalidMember("", "The body is empty. Send a JSON document.");
        }
        return document;
    }

    private static String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidMember("", "The body is not UTF-8. Send JSON encoded as UTF-8.");
        }
    }

    private @Nullable JsonNode parse(String text) {
        if (text.isBlank()) {
            throw new InvalidMember("", "The body is empty. Send a JSON object.");
        }
        try (JsonParser parser = mapper.createParser(text)) {
            JsonNode document = mapper.readTree(parser);
            if (parser.nextToken() != null) {
                throw new InvalidMember("", "Something follows the JSON object. Send one alone.");
            }
            return document;
        } catch (StreamConstraintsException e) {
            throw new InvalidMember(
                    "",
                    ("The JSON is beyond what is read: at most %d levels deep, %d values, numbers"
                                    + " of %d characters.")
                            .formatted(
                                    limits.nestingMax(),
                                    limits.tokensMax(),
                                    limits.numberLengthMax()));
        } catch (JacksonException e) {
            throw new InvalidMember("", sentence(e));
        }
    }

    /** Says where the text stops being JSON; the parser's own words would quote the prompt. */
    private static String sentence(JacksonException e) {
        String original = e.getOriginalMessage();
        String what =
                original != null && original.startsWith("Duplicate")
                        ? "A name occurs twice in one object"
                        : "The body is not JSON";
        TokenStreamLocation at = e.getLocation();
        return at == null
                ? what + "."
                : "%s: look at line %d, column %d."
                        .formatted(what, at.getLineNr(), at.getColumnNr());
    }
}
