package org.llamaorch.orchestrator.http.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Canonical JSON as RFC 8785 describes it. */
final class CanonicalJsonTest {
    private static byte[] utf8(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String canonical(String json) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = utf8(json);
        CanonicalJson canonical = new CanonicalJson(out);
        canonical.write(bytes, 0, bytes.length);
        canonical.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesTheExampleOfTheSpecification() throws IOException {
        String json =
                """
                {
                  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                  "literals": [null, true, false]
                }
                """;

        assertThat(canonical(json))
                .isEqualTo(
                        "{\"literals\":[null,true,false],"
                                + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                                + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void sortsNamesByTheirUtf16Units() throws IOException {
        String json =
                """
                {"\\u20ac": 1, "\\r": 2, "\\ufb33": 3, "1": 4, "\\ud83d\\ude00": 5, "\\u0080": 6, "\\u00f6": 7}\
                """;

        assertThat(canonical(json))
                .isEqualTo(
                        "{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\ufb33\":3}");
    }

    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void spellsTheNumbersOfTheSpecification(String bits, String expected) {
        assertThat(CanonicalNumber.of(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16))))
                .isEqualTo(expected);
    }

    @Test
    void everySpellingReadsBackAsItsNumber() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(CanonicalNumber.of(value)))
                        .as("seed %d, number %d", seed, i)
                        .isEqualTo(value == 0 ? 0.0 : value);
            }
        }
    }

    @Test
    void ofEqualNamesTheLastCounts() throws IOException {
        assertThat(canonical("{\"b\":1,\"a\":2,\"\\u0062\":[ ],\"a\":{ }}"))
                .isEqualTo("{\"a\":{},\"b\":[]}");
    }

    @Test
    void sortsManyNamesAsItSortsFew() throws IOException {
        StringBuilder sent = new StringBuilder("{\"n05\":-1");
        StringBuilder sorted = new StringBuilder();
        for (int i = 40; i >= 1; i--) {
            sent.append(",\"n%02d\":%d".formatted(i, i));
            sorted.insert(0, (i == 1 ? "" : ",") + "\"n%02d\":%d".formatted(i, i));
        }

        assertThat(canonical(sent.append('}').toString())).isEqualTo("{" + sorted + "}");
    }

    @Test
    void spellsNumbersThatAreSentInOtherWays() throws IOException {
        assertThat(canonical("[-0, 0, -12, 100000000000000000000, 1.50, 9007199254740993, 1e2]"))
                .isEqualTo("[0,0,-12,100000000000000000000,1.5,9007199254740992,100]");
    }

    @Test
    void refusesWhatIsNoJson() {
        assertThatThrownBy(() -> canonical("{\"a\":}")).isInstanceOf(InvalidMember.class);
        assertThatThrownBy(() -> canonical("{} {}")).isInstanceOf(InvalidMember.class);
    }

    @Test
    void orderAndSpacingDoNotChangeTheDigest() {
        String digest = CanonicalJson.sha256(utf8("{\"a\":1,\"b\":[1.0,2]}"));

        assertThat(CanonicalJson.sha256(utf8("{ \"b\" : [1, 2.0], \"a\" : 1 }"))).isEqualTo(digest);
        assertThat(CanonicalJson.sha256(utf8("{\"a\":1,\"b\":[2,1]}"))).isNotEqualTo(digest);
        assertThat(digest).matches("[0-9a-f]{64}");
    }

    @Test
    void refusesHalfACharacterWithItsPointer() {
        assertThatThrownBy(() -> CanonicalJson.sha256(utf8("{\"a\":[\"x\\ud800y\"]}")))
                .isInstanceOfSatisfying(
                        InvalidMember.class,
                        invalid -> assertThat(invalid.pointer()).isEqualTo("/a/0"));
    }

    @Test
    void refusesANumberBeyondADouble() {
        assertThatThrownBy(() -> CanonicalJson.sha256(utf8("{\"a/b\":1e999}")))
                .isInstanceOfSatisfying(
                        InvalidMember.class,
                        invalid -> assertThat(invalid.pointer()).isEqualTo("/a~1b"));
    }
}
