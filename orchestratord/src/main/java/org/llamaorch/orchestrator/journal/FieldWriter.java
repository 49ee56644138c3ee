package org.llamaorch.orchestrator.journal;

import java.io.StringWriter;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Writes one JSON object field by field; fields that are null are left out. Everything beyond ASCII
 * is escaped, so that strings that are no valid Unicode come back as they were.
 */
final class FieldWriter {

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final JsonGenerator generator;

    private FieldWriter(JsonGenerator generator) {
        this.generator = generator;
    }

    /** The JSON text of an object with these fields. */
    static String object(Consumer<FieldWriter> fields) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            generator.writeStartObject();
            fields.accept(new FieldWriter(generator));
            generator.writeEndObject();
        }
        return text.toString();
    }

    FieldWriter text(String name, @Nullable String value) {
        if (value != null) {
            generator.writeStringProperty(name, value);
        }
        return this;
    }

    FieldWriter name(String name, @Nullable Enum<?> value) {
        return text(name, value == null ? null : value.name());
    }

    FieldWriter number(String name, @Nullable Long value) {
        if (value != null) {
            generator.writeNumberProperty(name, value.longValue());
        }
        return this;
    }

    FieldWriter integer(String name, @Nullable Integer value) {
        if (value != null) {
            generator.writeNumberProperty(name, value.intValue());
        }
        return this;
    }

    FieldWriter decimal(String name, @Nullable Double value) {
        if (value != null) {
            generator.writeNumberProperty(name, value.doubleValue());
        }
        return this;
    }

    FieldWriter flag(String name, boolean value) {
        if (value) {
            generator.writeBooleanProperty(name, true);
        }
        return this;
    }

    FieldWriter texts(String name, Collection<String> values) {
        if (!values.isEmpty()) {
            generator.writeArrayPropertyStart(name);
            values.forEach(generator::writeString);
            generator.writeEndArray();
        }
        return this;
    }

    FieldWriter object(String name, Consumer<FieldWriter> fields) {
        generator.writeObjectPropertyStart(name);
        fields.accept(this);
        generator.writeEndObject();
        return this;
    }

    <T> FieldWriter objects(String name, Collection<T> values, BiConsumer<FieldWriter, T> each) {
        if (!values.isEmpty()) {
            generator.writeArrayPropertyStart(name);
            for (T value : values) {
                generator.writeStartObject();
                each.accept(this, value);
                generator.writeEndObject();
            }
            generator.writeEndArray();
        }
        return this;
    }
}
