package org.llamaorch.orchestrator.http.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read as JSON, and what is not. */
final class StrictJsonTest {
    private final StrictJson json = new StrictJson(new JsonLimits(8, 100, 40));

    @Test
    void readsAnObject() {
        assertThat(json.object(utf8("{\"a\": [1, \"ü\"]}")).path("a")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "null",
                "[]",
                "1",
                "\"text\"",
                "{",
                "{\"a\":1}x",
                "{\"a\":1}{}",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":01}",
                "{\"a\":.5}",
                "{\"a\":1,}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"line\nbreak\"}",
                "/* comment */ {}",
                "\ufeff{}"
            })
    void refusesWhatIsNoJsonObject(String text) {
        assertThatThrownBy(() -> json.object(utf8(text))).isInstanceOf(InvalidMember.class);
    }

    @Test
    void refusesOtherEncodings() {
        for (String charset : new String[] {"UTF-16LE", "UTF-16BE", "UTF-32BE", "ISO-8859-1"}) {
            assertThatThrownBy(() -> json.object("{\"ä\":1}".getBytes(Charset.forName(charset))))
                    .as(charset)
                    .isInstanceOf(InvalidMember.class);
        }
        byte[] overlong = {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'};
        byte[] surrogate = {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'};
        assertThatThrownBy(() -> json.object(overlong)).isInstanceOf(InvalidMember.class);
        assertThatThrownBy(() -> json.object(surrogate)).isInstanceOf(InvalidMember.class);
    }

    @Test
    void refusesWhatIsBeyondItsLimits() {
        assertThatThrownBy(() -> json.object(utf8("{\"a\":" + "[".repeat(9) + "]".repeat(9) + "}")))
                .hasMessageContaining("8 levels");
        assertThatThrownBy(() -> json.object(utf8("{\"a\":[" + "1,".repeat(200) + "1]}")))
                .hasMessageContaining("100 values");
        assertThatThrownBy(() -> json.object(utf8("{\"a\":" + "1".repeat(41) + "}")))
                .hasMessageContaining("40 characters");
    }

    @Test
    void neverQuotesTheBody() {
        assertThatThrownBy(() -> json.object(utf8("{\"prompt\": secret words}")))
                .hasMessageContaining("column")
                .hasMessageNotContaining("secret");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
