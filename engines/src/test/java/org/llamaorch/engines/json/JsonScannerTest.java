package org.llamaorch.engines.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

final class JsonScannerTest {

    private static final JsonMapper STRICT =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private static boolean walks(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        JsonScanner scanner = new JsonScanner();
        scanner.over(bytes, 0, bytes.length);
        try {
            scanner.skip();
            scanner.finish();
            return true;
        } catch (NotJson e) {
            return false;
        }
    }

    @Test
    void takesJsonAndNothingElse() {
        for (String good :
                new String[] {
                    "{}",
                    "[]",
                    "0",
                    "-1.5e+3",
                    "\"\\u12aF\\n\"",
                    "[1,2,{\"a\":[]}]",
                    " null ",
                    "{\"a\":true,\"b\":false}",
                    "\"\u007f\"",
                    "1E9"
                }) {
            assertThat(walks(good)).as(good).isTrue();
        }
        for (String bad :
                new String[] {
                    "",
                    "{",
                    "}",
                    "[1,]",
                    "[,1]",
                    "{\"a\"}",
                    "{\"a\":}",
                    "{\"a\":1,}",
                    "{,}",
                    "{a:1}",
                    "01",
                    "1.",
                    ".5",
                    "-",
                    "+1",
                    "1e",
                    "nul",
                    "truee",
                    "\"a",
                    "\"\\x\"",
                    "\"\\u12g4\"",
                    "\"a\nb\"",
                    "\"\t\"",
                    "1 2",
                    "[1 2]",
                    "{\"a\" 1}",
                    "NaN",
                    "{\"a\":1 \"b\":2}",
                    "[}",
                    "{]",
                    "'a'"
                }) {
            assertThat(walks(bad)).as(bad).isFalse();
        }
    }

    @Test
    void agreesWithAnotherParserOnMutatedDocuments() {
        long seed = System.nanoTime();
        System.out.println("JsonScannerTest seed " + seed);
        Random random = new Random(seed);
        String document =
                "{\"choices\":[{\"finish_reason\":null,\"index\":0,\"delta\":{\"content\":\" a\\n\\u00e9\"}}],\"n\":-12.5e3,\"ok\":true}";
        String alphabet = "{}[]\",:\\0123456789.eE+-truefalsn \tx";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder mutated = new StringBuilder(document);
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes; i++) {
                int at = random.nextInt(mutated.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> mutated.setCharAt(at, c);
                    case 1 -> mutated.insert(at, c);
                    default -> mutated.deleteCharAt(at);
                }
            }
            String json = mutated.toString();
            assertThat(walks(json)).as("seed %d: %s", seed, json).isEqualTo(parses(json));
        }
    }

    private static boolean parses(String json) {
        try {
            STRICT.readTree(json);
            return true;
        } catch (JacksonException e) {
            return false;
        }
    }

    @Test
    void readsNumbersLargeAndSmall() throws NotJson {
        for (String number :
                new String[] {
                    "0", "7", "999999999", "1234567890123", "-4", "1.5", "2e3", "0.25", "-0"
                }) {
            byte[] bytes = number.getBytes(StandardCharsets.UTF_8);
            JsonScanner scanner = new JsonScanner();
            scanner.over(bytes, 0, bytes.length);
            assertThat(scanner.number(-1)).as(number).isEqualTo(Double.parseDouble(number));
        }
    }

    @Test
    void deepDocumentsAreRefusedWithoutHarm() {
        assertThat(walks("[".repeat(JsonScanner.MAX_DEPTH) + "]".repeat(JsonScanner.MAX_DEPTH)))
                .isTrue();
        assertThat(walks("[".repeat(100_000))).isFalse();
        assertThat(walks("{\"a\":".repeat(100_000))).isFalse();
    }

    @Test
    void membersKeepTheBytesTheyWereSentIn() throws NotJson {
        JsonMembers members =
                JsonMembers.of(
                        "{\"a\": 1.50, \"b\\u0063\":[1, 2],\"n\":null,\"t\":true,\"o\":{\"x\":\"é\"},\"a\":2}"
                                .getBytes(StandardCharsets.UTF_8));
        List<String> names = new ArrayList<>(members.names());
        assertThat(names).containsExactly("a", "bc", "n", "t", "o");
        assertThat(members.value("a")).hasValue("2");
        assertThat(members.value("bc")).hasValue("[1, 2]");
        assertThat(members.value("n")).isEmpty();
        assertThat(members.sent("n")).hasValue("null");
        assertThat(members.sent("zz")).isEmpty();
        assertThat(members.isTrue("t")).isTrue();
        assertThat(members.object("o").value("x")).hasValue("\"é\"");
        assertThat(members.object("a").names()).isEmpty();
        assertThatThrownBy(() -> JsonMembers.of("[1]".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(NotJson.class);
    }

    @Test
    void writesWhatItWasGiven() {
        String json =
                new JsonObjectBytes()
                        .string("s", "a\"b\\c\n\u0001é")
                        .number("n", -3)
                        .bool("b", true)
                        .raw("r", "[1]")
                        .json();
        assertThat(JsonMapper.shared().readTree(json).path("s").asString())
                .isEqualTo("a\"b\\c\n\u0001é");
        assertThat(json).endsWith(",\"n\":-3,\"b\":true,\"r\":[1]}");
    }
}
