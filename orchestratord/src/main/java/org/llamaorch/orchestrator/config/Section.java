package org.llamaorch.orchestrator.config;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.llamaorch.contracts.WireName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A checked map of the file, read with defaults: its types and ranges are the schema's. */
record Section(JsonNode node) {

    /** A section that is not there: everything has its default. */
    static final Section EMPTY = new Section(JsonNodeFactory.instance.missingNode());

    Section at(String key) {
        return new Section(node.path(key));
    }

    List<Section> each(String key) {
        return node.path(key).valueStream().map(Section::new).toList();
    }

    long number(String key, long fallback) {
        return node.path(key).asLong(fallback);
    }

    int count(String key, int fallback) {
        return node.path(key).asInt(fallback);
    }

    double fraction(String key, double fallback) {
        return node.path(key).asDouble(fallback);
    }

    /** A number as it is written; 0 where there is none. */
    BigDecimal exact(String key) {
        JsonNode value = node.path(key);
        return value.isNumber() ? value.decimalValue() : BigDecimal.ZERO;
    }

    boolean flag(String key, boolean fallback) {
        return node.path(key).asBoolean(fallback);
    }

    Optional<String> text(String key) {
        JsonNode value = node.path(key);
        return value.isString() ? Optional.of(value.asString()) : Optional.empty();
    }

    List<String> texts(String key) {
        return node.path(key).valueStream().map(JsonNode::asString).toList();
    }

    List<Double> fractions(String key) {
        return node.path(key).valueStream().map(JsonNode::asDouble).toList();
    }

    <E extends Enum<E> & WireName> E oneOf(String key, Class<E> type, E fallback) {
        return text(key).flatMap(name -> WireName.parse(type, name)).orElse(fallback);
    }
}
