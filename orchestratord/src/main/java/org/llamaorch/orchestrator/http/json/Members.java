package org.llamaorch.orchestrator.http.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.WireName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object of a request, read member by member. {@code null} is the same as absent; a member of
 * the wrong type or out of bounds throws {@link InvalidMember} with its pointer. A whole number may
 * be spelled {@code 3}, {@code 3.0} or {@code 3e0}: JSON knows one kind of number, and clients
 * whose language does too write any of them.
 *
 * @param object what was parsed
 * @param pointer where it is in the body
 */
public record Members(ObjectNode object, String pointer) {
    /** The pointer to the member {@code name}. */
    public String at(String name) {
        return JsonPointers.member(pointer, name);
    }

    /** The member, or null when it is absent or null. */
    public @Nullable JsonNode value(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    public boolean has(String name) {
        return value(name) != null;
    }

    /** A string of any content, at most {@code charactersMax} long. */
    public @Nullable String text(String name, int charactersMax) {
        JsonNode value = value(name);
        return value == null ? null : text(value, at(name), charactersMax);
    }

    /** A string that must be there and not be empty. */
    public String requiredText(String name, int charactersMax) {
        String text = text(name, charactersMax);
        if (text == null || text.isEmpty()) {
            throw new InvalidMember(at(name), name + " is required: send a string.");
        }
        return text;
    }

    public @Nullable Boolean flag(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            throw new InvalidMember(at(name), name + " must be true or false.");
        }
        return value.booleanValue();
    }

    /** A whole number from {@code min} to {@code max}, both included. */
    public @Nullable Long integer(String name, long min, long max) {
        BigDecimal number = wholeNumber(name);
        if (number == null) {
            return null;
        }
        if (number.compareTo(BigDecimal.valueOf(min)) < 0
                || number.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw new InvalidMember(
                    at(name), "%s must be from %d to %d.".formatted(name, min, max));
        }
        return number.longValueExact();
    }

    /** A whole number of any size, or null when absent. */
    public @Nullable BigDecimal wholeNumber(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        BigDecimal number = finite(value, name);
        if (number == null || number.stripTrailingZeros().scale() > 0) {
            throw new InvalidMember(at(name), name + " must be a whole number.");
        }
        return number;
    }

    /** A number from {@code min} to {@code max}, both included. */
    public @Nullable Double number(String name, double min, double max) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        BigDecimal number = finite(value, name);
        if (number == null || number.doubleValue() < min || number.doubleValue() > max) {
            throw new InvalidMember(
                    at(name),
                    "%s must be a number from %s to %s."
                            .formatted(name, CanonicalNumber.of(min), CanonicalNumber.of(max)));
        }
        return number.doubleValue();
    }

    private @Nullable BigDecimal finite(JsonNode value, String name) {
        if (!value.isNumber()) {
            return null;
        }
        if (value.isBigInteger()) {
            return new BigDecimal(value.bigIntegerValue());
        }
        if (value.isIntegralNumber()) {
            return BigDecimal.valueOf(value.longValue());
        }
        double number = value.asDouble();
        if (!Double.isFinite(number)) {
            throw new InvalidMember(at(name), name + " is too large a number.");
        }
        return BigDecimal.valueOf(number);
    }

    /** One of the spellings of {@code type}. */
    public <E extends Enum<E> & WireName> @Nullable E oneOf(String name, Class<E> type) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        Optional<E> found =
                value.isString() ? WireName.parse(type, value.stringValue()) : Optional.empty();
        return found.orElseThrow(() ->
                new InvalidMember(
                        at(name),
                        "%s must be one of: %s."
                                .formatted(name, String.join(", ", spellings(type)))));
    }

    private static <E extends Enum<E> & WireName> List<String> spellings(Class<E> type) {
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            names.add(constant.wireName());
        }
        return names;
    }

    /** The object {@code name}, or null when absent. */
    public @Nullable Members object(String name) {
        JsonNode value = value(name);
        return switch (value) {
            case null -> null;
            case ObjectNode object -> new Members(object, at(name));
            default -> throw new InvalidMember(at(name), name + " must be an object.");
        };
    }

    /** The array {@code name} with at most {@code sizeMax} elements, or null when absent. */
    public @Nullable ArrayNode array(String name, int sizeMax) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof ArrayNode array)) {
            throw new InvalidMember(at(name), name + " must be an array.");
        }
        if (array.size() > sizeMax) {
            throw new InvalidMember(
                    at(name), "%s may hold at most %d elements.".formatted(name, sizeMax));
        }
        return array;
    }

    /** The strings of the array {@code name}, none of them empty; no strings when it is absent. */
    public List<String> texts(String name, int sizeMax, int charactersMax) {
        ArrayNode array = array(name, sizeMax);
        if (array == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            String element = JsonPointers.element(at(name), i);
            String text = text(array.get(i), element, charactersMax);
            if (text.isEmpty()) {
                throw new InvalidMember(element, "An element of " + name + " must not be empty.");
            }
            texts.add(text);
        }
        return texts;
    }

    private static String text(JsonNode value, String at, int charactersMax) {
        if (!value.isString()) {
            throw new InvalidMember(at, "This must be a string.");
        }
        String text = value.stringValue();
        if (text.length() > charactersMax) {
            throw new InvalidMember(
                    at, "This may be at most %d characters long.".formatted(charactersMax));
        }
        return text;
    }
}
