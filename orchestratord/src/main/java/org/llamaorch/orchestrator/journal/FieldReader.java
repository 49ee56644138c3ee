package org.llamaorch.orchestrator.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads what {@link FieldWriter} wrote; fields it does not know are left alone. */
final class FieldReader {

    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Object> fields;

    private FieldReader(Map<String, Object> fields) {
        this.fields = fields;
    }

    /**
     * @throws IllegalStateException when the text is not such an object: the row is damaged
     */
    static FieldReader of(String json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            return new FieldReader(object(parser));
        } catch (RuntimeException e) {
            throw new IllegalStateException("a row of the journal is damaged", e);
        }
    }

    String text(String name) {
        return require(name, textOrNull(name));
    }

    @Nullable String textOrNull(String name) {
        return fields.get(name) instanceof String text ? text : null;
    }

    long number(String name) {
        return require(name, numberOrNull(name));
    }

    @Nullable Long numberOrNull(String name) {
        return fields.get(name) instanceof Number number ? (Long) number.longValue() : null;
    }

    int integer(String name) {
        return Math.toIntExact(number(name));
    }

    @Nullable Integer integerOrNull(String name) {
        Long number = numberOrNull(name);
        return number == null ? null : (Integer) Math.toIntExact(number);
    }

    @Nullable Double decimalOrNull(String name) {
        return fields.get(name) instanceof Number number ? (Double) number.doubleValue() : null;
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }

    <E extends Enum<E>> E name(String name, Class<E> type) {
        return Enum.valueOf(type, text(name));
    }

    <E extends Enum<E>> @Nullable E nameOrNull(String name, Class<E> type) {
        String text = textOrNull(name);
        return text == null ? null : Enum.valueOf(type, text);
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        if (fields.get(name) instanceof List<?> values) {
            values.forEach(value -> texts.add((String) value));
        }
        return texts;
    }

    Optional<FieldReader> object(String name) {
        return fields.get(name) instanceof Map<?, ?> object
                ? Optional.of(new FieldReader(named(object)))
                : Optional.empty();
    }

    <T> List<T> objects(String name, Function<FieldReader, T> each) {
        List<T> objects = new ArrayList<>();
        if (fields.get(name) instanceof List<?> values) {
            for (Object value : values) {
                objects.add(each.apply(new FieldReader(named((Map<?, ?>) value))));
            }
        }
        return objects;
    }

    private static <T> T require(String name, @Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("a row of the journal has no " + name);
        }
        return value;
    }

    private static Map<String, Object> named(Map<?, ?> object) {
        Map<String, Object> fields = HashMap.newHashMap(object.size());
        object.forEach((name, value) -> fields.put((String) name, value));
        return fields;
    }

    private static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> fields = new HashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return fields;
    }

    private static Object value(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return object(parser);
        }
        if (token == JsonToken.START_ARRAY) {
            List<Object> values = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                values.add(value(parser));
            }
            return values;
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return parser.getLongValue();
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            return parser.getDoubleValue();
        }
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return parser.getBooleanValue();
        }
        return parser.getString();
    }
}
