package org.llamaorch.orchestrator.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Our canonical JSON is that of the implementation that the authors of RFC 8785 point to. */
final class CanonicalJsonAgainstLibraryTest {

    private static final int DOCUMENTS = 2_000;
    private static final int[] CHARACTERS = {
        '"', '\\', '/', '\b', '\n', 0, 0x1f, 0x7f, 0x80, 'a', 'Z', 0xe9, 0x2028, 0xfb33, 0xffff,
        0x10000, 0x1f600
    };

    @Test
    void givesTheSameBytesForDocumentsOfEveryShape() throws IOException {
        long seed = System.nanoTime();
        System.out.println("canonical JSON: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            ArrayNode document = JsonNodeFactory.instance.arrayNode();
            fill(document, random, 0);
            byte[] sent =
                    (random.nextBoolean()
                                    ? document.toPrettyString()
                                    : new JsonMapper().writeValueAsString(document))
                            .getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream ours = new ByteArrayOutputStream();
            CanonicalJson canonical = new CanonicalJson(ours);
            canonical.write(sent, 0, sent.length);
            canonical.flush();

            assertThat(ours.toString(StandardCharsets.UTF_8))
                    .as("seed %d, document %d", seed, i)
                    .isEqualTo(new JsonCanonicalizer(sent).getEncodedString());
        }
    }

    private static void fill(ArrayNode into, Random random, int depth) {
        for (int i = random.nextInt(6); i >= 0; i--) {
            switch (random.nextInt(depth < 4 ? 8 : 6)) {
                case 0 -> into.add(text(random));
                case 1 -> into.add(random.nextInt());
                case 2 -> into.add(random.nextLong() >> random.nextInt(64));
                case 3 -> into.add(number(random));
                case 4 -> into.add(random.nextBoolean());
                case 5 -> into.addNull();
                case 6 -> fill(into.addArray(), random, depth + 1);
                default -> {
                    ObjectNode object = into.addObject();
                    for (int j = random.nextInt(5); j >= 0; j--) {
                        fill(object.putArray(text(random)), random, depth + 1);
                    }
                }
            }
        }
    }

    private static double number(Random random) {
        double any = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(any) && random.nextBoolean()
                ? any
                : random.nextInt(1_000_000) / Math.pow(10, random.nextInt(9));
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(CHARACTERS[random.nextInt(CHARACTERS.length)]);
        }
        return text.toString();
    }
}
