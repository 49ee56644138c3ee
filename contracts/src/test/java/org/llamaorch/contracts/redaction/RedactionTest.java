package org.llamaorch.contracts.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ORCH-3302, B-SEC-006. */
class RedactionTest {

    private static final List<String> PLACES =
            List.of(
                    "Authorization: Bearer %s",
                    "authorization: bearer   %s, then more",
                    "Authorization: Basic %s",
                    "X-API-Key: %s",
                    "x-api-key=%s&next=1",
                    "https://host/path?api_key=%s&stream=true",
                    "{\"api_key\":\"%s\",\"n\":1}",
                    "{\"AUTH_TOKEN\" : \"%s\"}",
                    "{\"arguments\":\"{\\\"client_secret\\\": \\\"%s\\\"}\"}",
                    "--api-key %s --port 8080",
                    "--api-key=%s",
                    "argv: [llama-server, --hf-token, %s]",
                    "HF_TOKEN=%s python -m server",
                    "password: '%s'",
                    "token: Bearer %s",
                    "{authorization=Bearer %s}",
                    "https://user:%s@registry.example/v2");

    @Test
    void masksASecretWhereverItStandsAndNothingAroundIt() {
        long seed = 20260101;
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 2_000; round++) {
            String place = PLACES.get(random.nextInt(PLACES.size()));
            // In a URL's user part a slash is percent-encoded.
            String punctuation = place.contains("@") ? "-_+=~%" : "-_+/=~";
            String secret = secret(random, "ABCdefghijkLMNOP0123456789" + punctuation);
            String text = "a first line\n" + place.formatted(secret) + "\na last line";
            String redacted = Redaction.redact(text);
            assertThat(redacted)
                    .isEqualTo(
                            "a first line\n"
                                    + place.formatted("****" + Redaction.fingerprint(secret))
                                    + "\na last line");
            assertThat(Redaction.redact(redacted)).as("masked twice").isEqualTo(redacted);
        }
    }

    @Test
    void leavesNoPartOfAQuotedSecretWhateverItIsMadeOf() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 2_000; round++) {
            String secret = secret(random, "abcXYZ019 ,;:&(){}[]<>!?*'é\u0130");
            String redacted = Redaction.redact("{\"password\":\"" + secret + "\"}");
            assertThat(redacted).doesNotContain(secret).startsWith("{\"password\":\"****");
        }
        assertThat(Redaction.redact("{\"token\":\"one\\\"two\",\"n\":3}"))
                .doesNotContain("one", "two")
                .endsWith("\",\"n\":3}");
    }

    @Test
    void masksWordsOfTheShapeOfKnownKeys() {
        assertThat(Redaction.redact("the key sk-abcdefghijklmnop0123 was sent"))
                .isEqualTo("the key " + Redaction.mask("sk-abcdefghijklmnop0123") + " was sent");
        assertThat(Redaction.redact("hf_ABCDEFGHIJKLMNOPQRST")).startsWith("****");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "an ordinary sentence about 12 tokens",
                "tokens_in=12 tokens_out: 40, max_tokens: 128",
                "task-sk-1 in pool default: 4 slots",
                "send it as Authorization: Bearer KEY, or see the token: null in the file",
                "http://127.0.0.1:8080/v2/tasks",
                "{\"t\":\"the keynote\",\"i\":3}",
                "bearer",
                "key=",
                "a key: {nested: 1}"
            })
    void leavesOtherTextAsItIs(String text) {
        assertThat(Redaction.redact(text)).isEqualTo(text);
    }

    @Test
    void neverFailsAndStaysLinearOnWhatAnEngineMayWrite() {
        SplittableRandom random = new SplittableRandom(11);
        String[] pieces = {
            "key",
            "token=",
            "\"",
            "\\",
            "'",
            ":",
            "://",
            "@",
            "bearer ",
            "sk-",
            "--",
            " ",
            "\n",
            "é",
            "\u0130",
            "secret",
            "****",
            "\uD83D\uDE00"
        };
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 30; i++) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            String once = Redaction.redact(text.toString());
            assertThat(once).isNotNull();
        }
        for (String piece : pieces) {
            String long1 = piece.repeat(200_000);
            Assertions.assertTimeout(
                    Duration.ofSeconds(5), () -> Redaction.redact(long1), () -> "many " + piece);
        }
    }

    private static String secret(SplittableRandom random, String alphabet) {
        StringBuilder secret = new StringBuilder("q");
        int length = 7 + random.nextInt(40);
        for (int i = 0; i < length; i++) {
            secret.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return secret.append('z').toString();
    }
}
