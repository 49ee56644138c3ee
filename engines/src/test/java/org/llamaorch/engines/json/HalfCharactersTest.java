package org.llamaorch.engines.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HalfCharactersTest {

    private static final byte[] BEFORE = "{\"content\":\"".getBytes(StandardCharsets.UTF_8);
    private static final byte[] AFTER = "\",\"n\":1}".getBytes(StandardCharsets.UTF_8);

    private final HalfCharacters halves = new HalfCharacters();

    private String pass(byte... inside) {
        byte[] document = Arrays.copyOf(BEFORE, BEFORE.length + inside.length + AFTER.length);
        System.arraycopy(inside, 0, document, BEFORE.length, inside.length);
        System.arraycopy(AFTER, 0, document, BEFORE.length + inside.length, AFTER.length);
        int end = BEFORE.length + inside.length;
        byte[] mended =
                halves.mend(
                        document,
                        0,
                        document.length,
                        new HalfCharacters.Text(0, BEFORE.length, end));
        return strictly(Arrays.copyOfRange(mended, BEFORE.length, mended.length - AFTER.length));
    }

    private static String strictly(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("half a character left", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void anySplitOfTextBytesGivesTheTextBack() {
        long seed = System.nanoTime();
        System.out.println("HalfCharactersTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            String text = text(random);
            byte[] bytes = utf8(text);
            StringBuilder left = new StringBuilder();
            int at = 0;
            while (at < bytes.length) {
                int to = Math.min(bytes.length, at + 1 + random.nextInt(4));
                left.append(pass(Arrays.copyOfRange(bytes, at, to)));
                at = to;
            }
            assertThat(left.toString()).as("seed %d", seed).isEqualTo(text);
            assertThat(halves.holding()).isFalse();
        }
    }

    private static String text(Random random) {
        String[] parts = {"a", "é", "水", "😀", " ", "߿", "\uFFFD"};
        StringBuilder text = new StringBuilder();
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    /** How many replacements a broken run becomes differs among decoders. */
    private static String runsAsOne(String text) {
        return text.replaceAll("\uFFFD+", "\uFFFD");
    }

    @Test
    void anythingThatIsNoTextIsReplacedWhereTheDecoderOfThePlatformDoes() {
        long seed = System.nanoTime();
        System.out.println("HalfCharactersTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = new byte[random.nextInt(8)];
            for (int i = 0; i < bytes.length; i++) {
                int choice = random.nextInt(4);
                bytes[i] = (byte) (choice == 0 ? 'a' : 0x80 + random.nextInt(0x80));
            }
            String whole = pass(bytes) + (halves.holding() ? pass(utf8("!")) : "!");
            assertThat(runsAsOne(whole))
                    .as("seed %d round %d %s", seed, round, Arrays.toString(bytes))
                    .isEqualTo(runsAsOne(new String(bytes, StandardCharsets.UTF_8) + "!"));
        }
    }

    @Test
    void halfASurrogatePairWaitsForItsOtherHalf() {
        assertThat(pass(utf8("a\\ud83d"))).isEqualTo("a");
        assertThat(pass(utf8(""))).isEmpty();
        assertThat(pass(utf8("\\ude00b"))).isEqualTo("\\ud83d\\ude00b");
    }

    @Test
    void halfASurrogatePairThatStaysAloneIsReplaced() {
        pass(utf8("\\ud83d"));
        assertThat(pass(utf8("b"))).isEqualTo("\\ufffdb");
        assertThat(pass(utf8("\\ude00"))).isEqualTo("\\ufffd");
    }

    @Test
    void anEscapedBackslashBeforeWhatLooksLikeAnEscapeIsText() {
        assertThat(pass(utf8("\\\\ud83d"))).isEqualTo("\\\\ud83d");
        assertThat(halves.holding()).isFalse();
    }
}
