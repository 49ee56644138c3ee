package org.llamaorch.orchestrator.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.llamaorch.contracts.WireName;

/**
 * The environment variables; a wrong value refuses the start and says what is allowed (contract
 * §7).
 */
final class Environment {

    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /** The value; empty when the variable is not set or blank. */
    Optional<String> text(String name) {
        String value = variables.get(name);
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
    }

    Optional<Boolean> flag(String name) {
        return text(name)
                .map(value ->
                        switch (value) {
                            case "true", "1" -> true;
                            case "false", "0" -> false;
                            default -> throw wrong(name, value, "true or false");
                        });
    }

    OptionalInt integer(String name, int least, int most) {
        OptionalLong value = number(name, least, most);
        return value.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(Math.toIntExact(value.getAsLong()));
    }

    OptionalLong number(String name, long least, long most) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long value = Long.parseLong(text.get());
            if (value >= least && value <= most) {
                return OptionalLong.of(value);
            }
        } catch (NumberFormatException _) {
            // refused below, as a number out of range is
        }
        throw wrong(name, text.get(), "a whole number from " + least + " to " + most);
    }

    <E extends Enum<E> & WireName> Optional<E> oneOf(String name, Class<E> type) {
        return text(name)
                .map(value ->
                        WireName.parse(type, value)
                                .orElseThrow(() -> wrong(name, value, names(type))));
    }

    private static <E extends Enum<E> & WireName> String names(Class<E> type) {
        return String.join(
                ", ", List.of(type.getEnumConstants()).stream().map(WireName::wireName).toList());
    }

    /** Refuses a variable's value. */
    static ConfigurationRefused wrong(String name, String value, String allowed) {
        return new ConfigurationRefused(name + " is '" + value + "'; allowed: " + allowed + ".");
    }
}
