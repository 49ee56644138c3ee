package org.llamaorch.orchestrator.http.json;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * The one spelling of a number in canonical JSON (RFC 8785 §3.2.2.3): what ECMAScript's
 * Number::toString gives for the nearest double.
 */
final class CanonicalNumber {
    private static final int PLAIN_DIGITS_MAX = 21;
    private static final int LEADING_ZEROS_MAX = 6;

    /** The nearest single digit first, then its neighbours. */
    private static final List<RoundingMode> SINGLE_DIGIT =
            List.of(RoundingMode.HALF_EVEN, RoundingMode.DOWN, RoundingMode.UP);

    private CanonicalNumber() {}

    /** The spelling of {@code value}, which must be finite. */
    static String of(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal shortest = shortest(Math.abs(value));
        String digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale();
        return (value < 0 ? "-" : "") + placed(digits, point);
    }

    private static String placed(String digits, int point) {
        int count = digits.length();
        if (count <= point && point <= PLAIN_DIGITS_MAX) {
            return digits + "0".repeat(point - count);
        }
        if (0 < point && point <= PLAIN_DIGITS_MAX) {
            return digits.substring(0, point) + "." + digits.substring(point);
        }
        if (-LEADING_ZEROS_MAX < point && point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        int exponent = point - 1;
        String mantissa = count == 1 ? digits : digits.substring(0, 1) + "." + digits.substring(1);
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
    }

    /**
     * The shortest decimal that reads back as {@code value}. Double.toString gives it, but for
     * values where one digit would do: it always writes two, and may then choose the closer pair.
     */
    private static BigDecimal shortest(double value) {
        BigDecimal printed = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (printed.precision() == 2) {
            for (RoundingMode mode : SINGLE_DIGIT) {
                BigDecimal single = printed.setScale(printed.scale() - 1, mode);
                if (single.signum() != 0 && single.doubleValue() == value) {
                    return single.stripTrailingZeros();
                }
            }
        }
        return printed;
    }
}
