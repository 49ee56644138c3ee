package org.llamaorch.engines.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.llamaorch.engines.json.HalfCharacters;
import org.llamaorch.engines.json.NotJson;

/** A frame that has read other chunks before says of each what a fresh one says. */
final class ChoiceFrameTest {

    private static final int CHUNKS = 50_000;

    /** {@code %s} is the text. */
    private static final List<String> SHAPES =
            List.of(
                    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"finish_reason\":null}]}",
                    "{\"id\":\"c\",\"choices\":[{\"index\":1,\"delta\":{\"content\":\"%s\"},\"finish_reason\":null}]}",
                    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},\"finish_reason\":\"stop\"}]}",
                    "{\"id\":\"é\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}],\"created\":%d}",
                    "{\"choices\":[{\"index\":0,\"text\":\"%s\"}]}",
                    "{\"choices\":[{\"index\":0,\"text\":\"%s\"},{\"index\":1,\"text\":\"b\"}]}",
                    "{\"choices\":[{\"index\":0,\"text\":\"%s\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}",
                    "{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"r\",\"content\":\"%s\"}}]}",
                    "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\",\"tool_calls\":[{}]}}]}",
                    "{ \"choices\":[{\"index\":0,\n\"text\":\"%s\"}]}",
                    "{\"error\":{},\"choices\":[{\"index\":0,\"text\":\"%s\"}]}",
                    "{\"choices\":[{\"index\":0,\"text\":\"%s\"}]",
                    "{\"choices\":[{\"index\":0,\"text\":\"%s\"}],}");

    private static final List<String> TEXTS =
            List.of(
                    "",
                    "a",
                    " word",
                    "é",
                    "\\n",
                    "\\ud83d",
                    "a\\\"b",
                    "\",\"more\":\"x",
                    "\t",
                    "€ 5");

    private final Random random = new Random(11);
    private final ChoiceFrame used = new ChoiceFrame();
    private final HalfCharacters halves = new HalfCharacters();

    private String said(ChoiceFrame frame, byte[] buffer, int offset, int length) {
        try {
            frame.read(buffer, offset, length);
        } catch (NotJson bad) {
            return "not JSON";
        }
        return String.join(
                " ",
                "texts %s".formatted(List.of(frame.texts())),
                "more %s telling %s".formatted(frame.moreThanText(), frame.telling()),
                "error %s progress %s".formatted(frame.error(), frame.progress()),
                "known %s empty %s".formatted(frame.recognised(), frame.noChoices()),
                "finishes %d %s".formatted(frame.finishes(), frame.finishReason()),
                "figures %s %s".formatted(frame.hasUsage(), frame.figures()),
                "mend %s".formatted(frame.concerns(halves, buffer, offset, length)));
    }

    @Test
    void theChunkBeforeChangesNothing() {
        String shape = SHAPES.getFirst();
        for (int i = 0; i < CHUNKS; i++) {
            if (random.nextInt(4) == 0) {
                shape = SHAPES.get(random.nextInt(SHAPES.size()));
            }
            String text = TEXTS.get(random.nextInt(TEXTS.size()));
            byte[] chunk = shape.formatted(text, i / 8).getBytes(StandardCharsets.UTF_8);
            int offset = random.nextInt(5);
            byte[] buffer = new byte[offset + chunk.length + random.nextInt(5)];
            System.arraycopy(chunk, 0, buffer, offset, chunk.length);
            assertThat(said(used, buffer, offset, chunk.length))
                    .as("chunk %d: %s", i, new String(chunk, StandardCharsets.UTF_8))
                    .isEqualTo(said(new ChoiceFrame(), buffer, offset, chunk.length));
        }
    }
}
