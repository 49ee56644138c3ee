package org.llamaorch.cli.reference;

import tools.jackson.databind.JsonNode;

/**
 * Numbers of settings as people read them: with their unit, and in a larger one where that fits.
 */
final class SettingText {

    private static final long[] BYTE_STEPS = {1L << 40, 1L << 30, 1L << 20, 1L << 10};
    private static final String[] BYTE_NAMES = {"TiB", "GiB", "MiB", "KiB"};
    private static final long[] TIME_STEPS = {86_400_000, 3_600_000, 60_000, 1_000};
    private static final String[] TIME_NAMES = {"d", "h", "min", "s"};

    private SettingText() {}

    /** Unit and bounds of a number, such as {@code ms, 1 to 3600000}. */
    static String bounds(String path, JsonNode says) {
        boolean above = says.has("exclusiveMinimum");
        String least = says.path(above ? "exclusiveMinimum" : "minimum").asString("");
        String most = says.path("maximum").asString("");
        String range =
                least.isEmpty()
                        ? "any"
                        : above
                                ? "above " + least + (most.isEmpty() ? "" : ", to " + most)
                                : most.isEmpty() ? least + " or more" : least + " to " + most;
        return unit(path, says) + ", " + range;
    }

    private static String unit(String path, JsonNode says) {
        if (path.endsWith("_ms")) {
            return "milliseconds";
        }
        if (isBytes(path)) {
            return "bytes";
        }
        if (path.endsWith("_s")) {
            return "seconds";
        }
        if (path.endsWith("_percent")) {
            return "percent";
        }
        return says.path("type").asString("").equals("number") ? "number" : "whole number";
    }

    /** The number, and what it is in a larger unit where it is a whole number of these. */
    static String number(String path, JsonNode value) {
        String plain = value.asString();
        if (!value.isIntegralNumber() || value.asLong() == 0) {
            return plain;
        }
        if (path.endsWith("_ms")) {
            return plain + larger(value.asLong(), TIME_STEPS, TIME_NAMES);
        }
        return isBytes(path) ? plain + larger(value.asLong(), BYTE_STEPS, BYTE_NAMES) : plain;
    }

    private static boolean isBytes(String path) {
        return path.endsWith("_bytes") || path.endsWith("bytes_max");
    }

    private static String larger(long value, long[] steps, String[] names) {
        for (int i = 0; i < steps.length; i++) {
            if (value % steps[i] == 0) {
                return " (" + value / steps[i] + " " + names[i] + ")";
            }
        }
        return "";
    }
}
