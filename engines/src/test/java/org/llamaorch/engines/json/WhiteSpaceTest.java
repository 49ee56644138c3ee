package org.llamaorch.engines.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents on one line. */
final class WhiteSpaceTest {

    private static String without(String json) {
        return new String(
                WhiteSpace.without(json.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "{\"a\": [1, 2 ]}|{\"a\":[1,2]}",
                "{\"a b\": \" c \"}|{\"a b\":\" c \"}",
                "{\"a\": \"x\\\" y\", \"b\": 1}|{\"a\":\"x\\\" y\",\"b\":1}",
                "[\"\\\\\", \" z\"]|[\"\\\\\",\" z\"]",
                "\"é ü\"|\"é ü\""
            })
    void dropsWhatStandsBetweenTokensAndNothingInTexts(String json, String expected) {
        assertThat(without(json)).isEqualTo(expected);
    }

    @Test
    void dropsLineBreaks() {
        assertThat(without("{\r\n\t\"a\" :\n1\n}\n")).isEqualTo("{\"a\":1}");
    }
}
