package org.llamaorch.contracts;

import java.util.Optional;

/** A value of an enumeration with its spelling on the wire. */
public interface WireName {

    /** The spelling in JSON, headers and metric labels. */
    String wireName();

    /** The value of {@code type} spelled {@code wireName}, or empty when there is none. */
    static <E extends Enum<E> & WireName> Optional<E> parse(Class<E> type, String wireName) {
        for (E value : type.getEnumConstants()) {
            if (value.wireName().equals(wireName)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }
}
