package org.llamaorch.engines.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llamaorch.contracts.FinishReason;
import org.llamaorch.engines.RecordingSink;
import org.llamaorch.engines.stream.Figures;
import org.llamaorch.engines.stream.StreamEnd;

final class ChoiceStreamTest {

    private static final String ROLE =
            "{\"choices\":[{\"finish_reason\":null,\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null}}]}";
    private static final String USAGE =
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,\"prompt_tokens_details\":{\"cached_tokens\":2}}}";

    private final RecordingSink sink = new RecordingSink();
    private final ChoiceStream door = new ChoiceStream(sink, true, true, 1);
    private final ChoiceStream task = new ChoiceStream(sink, false, false, 1);

    private static @Nullable StreamEnd feed(ChoiceStream stream, String chunk) {
        return feed(stream, chunk.getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable StreamEnd feed(ChoiceStream stream, byte[] chunk) {
        byte[] buffer = new byte[chunk.length + 7];
        System.arraycopy(chunk, 0, buffer, 3, chunk.length);
        return stream.event(buffer, 3, chunk.length);
    }

    private static String content(String inside) {
        return "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + inside + "\"}}]}";
    }

    private static String finish(String reason) {
        return "{\"choices\":[{\"finish_reason\":\"" + reason + "\",\"index\":0,\"delta\":{}}]}";
    }

    @Test
    void theDoorGetsEveryChunkWholeAndTheRoleRightBeforeTheFirstToken() {
        feed(door, ROLE);
        assertThat(sink.frames()).isEmpty();
        feed(door, content("Hi \\\"you\\\" \\u00e9"));
        feed(door, finish("stop"));
        feed(door, USAGE);
        StreamEnd end = feed(door, "[DONE]");
        assertThat(sink.frames())
                .containsExactly(
                        new RecordingSink.Frame("", ROLE),
                        new RecordingSink.Frame(
                                "Hi \\\"you\\\" \\u00e9", content("Hi \\\"you\\\" \\u00e9")),
                        new RecordingSink.Frame("", finish("stop")),
                        new RecordingSink.Frame("", USAGE));
        assertThat(end)
                .isEqualTo(new StreamEnd.Finished(FinishReason.STOP, new Figures(9, 2, 4, -1)));
    }

    @Test
    void usageThatNobodyAskedForIsCountedButNotPassedOn() {
        ChoiceStream unasked = new ChoiceStream(sink, true, false, 1);
        feed(unasked, content("a"));
        feed(unasked, finish("length"));
        feed(unasked, USAGE);
        assertThat(sink.frames()).hasSize(2);
        assertThat(feed(unasked, "[DONE]"))
                .isEqualTo(new StreamEnd.Finished(FinishReason.LENGTH, new Figures(9, 2, 4, -1)));
    }

    @Test
    void anAnswerWithoutATokenStillBringsItsRoleAndFinish() {
        feed(door, ROLE);
        feed(door, finish("stop"));
        assertThat(sink.frames())
                .containsExactly(
                        new RecordingSink.Frame("", ROLE),
                        new RecordingSink.Frame("", finish("stop")));
    }

    @Test
    void aTaskGetsTheTextAloneUnlessTheChunkHoldsMore() {
        feed(task, ROLE);
        feed(task, content("a"));
        String reasoning = "{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"hm\"}}]}";
        String tool =
                "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\"}}]}}]}";
        String logprobs =
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\"},\"logprobs\":{\"content\":[]}}]}";
        feed(task, reasoning);
        feed(task, tool);
        feed(task, logprobs);
        feed(task, finish("tool_calls"));
        feed(task, USAGE);
        assertThat(sink.frames())
                .containsExactly(
                        new RecordingSink.Frame("a", ""),
                        new RecordingSink.Frame("", reasoning),
                        new RecordingSink.Frame("", tool),
                        new RecordingSink.Frame("b", logprobs));
        assertThat(feed(task, "[DONE]"))
                .isInstanceOfSatisfying(
                        StreamEnd.Finished.class,
                        end -> assertThat(end.reason()).isEqualTo(FinishReason.TOOL_CALLS));
    }

    @Test
    void textCompletionsReadAlike() {
        feed(
                task,
                "{\"choices\":[{\"text\":\" to\",\"index\":0,\"logprobs\":null,\"finish_reason\":null}]}");
        feed(
                task,
                "{\"choices\":[{\"text\":\"\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"length\"}],\"usage\":{\"completion_tokens\":1,\"prompt_tokens\":2},\"timings\":{\"prompt_n\":1,\"cache_n\":1,\"prompt_ms\":12.6,\"predicted_n\":1}}");
        assertThat(sink.frames()).containsExactly(new RecordingSink.Frame(" to", ""));
        assertThat(feed(task, "[DONE]"))
                .isEqualTo(new StreamEnd.Finished(FinishReason.LENGTH, new Figures(2, 1, 1, 13)));
    }

    @Test
    void textOnTheFinishingChunkIsATokenToo() {
        feed(task, "{\"choices\":[{\"text\":\"ity\",\"index\":0,\"finish_reason\":\"length\"}]}");
        assertThat(sink.texts()).containsExactly("ity");
    }

    @Test
    void aCutCharacterIsWholeInTextAndChunk() {
        byte[] first = content("a\0").getBytes(StandardCharsets.ISO_8859_1);
        first[indexOf(first, 0)] = (byte) 0xC3;
        byte[] second = content("\0b").getBytes(StandardCharsets.ISO_8859_1);
        second[indexOf(second, 0)] = (byte) 0xA9;
        feed(door, first);
        feed(door, second);
        assertThat(sink.frames())
                .containsExactly(
                        new RecordingSink.Frame("a", content("a")),
                        new RecordingSink.Frame("éb", content("éb")));
    }

    private static int indexOf(byte[] bytes, int value) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == value) {
                return i;
            }
        }
        throw new AssertionError("no such byte");
    }

    @Test
    void reasoningIsCutBetweenCharactersToo() {
        feed(door, "{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"a\\ud83d\"}}]}");
        feed(door, "{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"\\ude00\"}}]}");
        assertThat(sink.frames().getLast().delta()).contains("\"\\ud83d\\ude00\"");
        assertThat(sink.frames().getFirst().delta()).contains("\"a\"");
    }

    @Test
    void aChunkOverSeveralLinesLeavesOnOne() {
        feed(door, "{\"choices\":\n[{\"index\":0,\r\n\"delta\":{\"content\":\"a\"}}]}");
        assertThat(sink.frames().getFirst().delta()).doesNotContain("\n", "\r");
        assertThat(sink.texts()).containsExactly("a");
    }

    @Test
    void whatIsNoChunkBreaksTheStream() {
        for (String bad :
                new String[] {
                    "",
                    "hello",
                    "{",
                    "[]",
                    "{\"a\":1}",
                    "{\"choices\":[}",
                    "{\"choices\":[{}]} x",
                    "{\"error\":{\"message\":\"no\"}}",
                    "{\"choices\":[{\"delta\":{\"content\":\"\\x\"}}]}",
                    "[DONE",
                    finish("abort")
                }) {
            ChoiceStream stream = new ChoiceStream(sink, true, true, 1);
            assertThat(feed(stream, bad)).as(bad).isInstanceOf(StreamEnd.Broken.class);
        }
        assertThat(sink.frames()).isEmpty();
    }

    @Test
    void anAnswerThatEndsWithoutDoneCountsWhenEveryChoiceFinished() {
        feed(task, content("a"));
        assertThat(task.endOfAnswer()).isInstanceOf(StreamEnd.Broken.class);
        feed(task, finish("stop"));
        assertThat(task.endOfAnswer()).isInstanceOf(StreamEnd.Finished.class);
        ChoiceStream two = new ChoiceStream(sink, true, true, 2);
        feed(two, finish("stop"));
        assertThat(two.endOfAnswer()).isInstanceOf(StreamEnd.Broken.class);
        feed(two, finish("stop"));
        assertThat(two.endOfAnswer()).isInstanceOf(StreamEnd.Finished.class);
    }

    @Test
    void usageOfEachChoiceCountsTogetherAndThePromptOnce() {
        ChoiceStream two = new ChoiceStream(sink, true, true, 2);
        feed(two, content("a"));
        feed(two, USAGE);
        feed(two, USAGE);
        assertThat(feed(two, "[DONE]"))
                .isEqualTo(new StreamEnd.Finished(FinishReason.STOP, new Figures(9, 2, 8, -1)));
    }

    @Test
    void usageOfAllChoicesTogetherCountsOnce() {
        ChoiceStream two = new ChoiceStream(sink, true, true, 2);
        feed(two, content("a"));
        feed(two, USAGE);
        assertThat(feed(two, "[DONE]"))
                .isEqualTo(new StreamEnd.Finished(FinishReason.STOP, new Figures(9, 2, 4, -1)));
    }

    @Test
    void usageOfSeveralPromptsCountsEachPrompt() {
        ChoiceStream four = new ChoiceStream(sink, true, true, 4, 2);
        feed(four, content("a"));
        for (int i = 0; i < 4; i++) {
            feed(four, USAGE);
        }
        assertThat(feed(four, "[DONE]"))
                .isEqualTo(new StreamEnd.Finished(FinishReason.STOP, new Figures(18, 4, 16, -1)));
    }

    @Test
    void aSealedSinkEndsTheStream() {
        sink.sealByOthers();
        assertThat(feed(door, content("a"))).isEqualTo(new StreamEnd.Refused());
    }

    @Test
    void endlessChunksWithoutATokenAreNoProtocol() {
        StreamEnd end = null;
        for (int i = 0; i < 1_000 && end == null; i++) {
            end = feed(door, ROLE);
        }
        assertThat(end).isInstanceOf(StreamEnd.Broken.class);
    }

    @Test
    void progressWithAPromptIsNeitherPassedOnNorHeld() {
        String progress =
                ROLE.replace("]}", "],\"prompt_progress\":{\"total\":9,\"processed\":1}}");
        for (int i = 0; i < 1_000; i++) {
            assertThat(feed(door, progress)).isNull();
        }
        feed(door, ROLE);
        feed(door, content("a"));
        assertThat(sink.frames()).hasSize(2);
    }
}
