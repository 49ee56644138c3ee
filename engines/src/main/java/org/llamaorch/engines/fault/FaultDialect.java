package org.llamaorch.engines.fault;

import io.vertx.core.buffer.Buffer;

/** The frames of one protocol. {@code inside} is always the inside of a JSON string, as bytes. */
enum FaultDialect {
    /** llama.cpp's {@code POST /completion}. */
    COMPLETION {
        @Override
        Buffer token(Answer answer, int index, byte[] inside) {
            return frame(
                    "{\"index\":0,\"content\":\"",
                    inside,
                    "\",\"tokens\":[%d],\"stop\":false,\"id_slot\":-1,\"tokens_predicted\":%d,\"tokens_evaluated\":%d}"
                            .formatted(1_000 + index, index + 1, answer.tokensIn()));
        }

        @Override
        Buffer end(Answer answer, int tokensOut, String finish) {
            String settings =
                    answer.shortEnd()
                            ? ""
                            : "\"id_slot\":%d,\"model\":\"%s\",\"generation_settings\":{},\"has_new_line\":false,\"truncated\":false,\"stopping_word\":\"\","
                                    .formatted(answer.slot(), answer.model());
            return frame(
                    "{\"index\":0,\"content\":\"",
                    new byte[0],
                    "\",\"tokens\":[],\"stop\":true,%s\"tokens_predicted\":%d,\"tokens_evaluated\":%d,\"stop_type\":\"%s\",\"tokens_cached\":%d,%s}"
                            .formatted(
                                    settings,
                                    tokensOut,
                                    answer.tokensIn(),
                                    finish.equals("length") ? "limit" : "eos",
                                    answer.tokensIn() + tokensOut,
                                    timings(answer, tokensOut)));
        }

        @Override
        Buffer whole(Answer answer, byte[] inside, int tokensOut, String finish) {
            return json(
                    "{\"index\":0,\"content\":\"",
                    inside,
                    "\",\"stop\":true,\"tokens_predicted\":%d,\"tokens_evaluated\":%d,\"stop_type\":\"%s\"}"
                            .formatted(
                                    tokensOut,
                                    answer.tokensIn(),
                                    finish.equals("length") ? "limit" : "eos"));
        }
    },
    /** {@code POST /v1/completions}. */
    TEXT {
        @Override
        Buffer token(Answer answer, int index, byte[] inside) {
            return frame(
                    "{\"choices\":[{\"text\":\"",
                    inside,
                    "\",\"index\":0,\"logprobs\":null,\"finish_reason\":null}],"
                            + about(answer, "text_completion")
                            + "}");
        }

        @Override
        Buffer end(Answer answer, int tokensOut, String finish) {
            return frame(
                            "{\"choices\":[{\"text\":\"",
                            new byte[0],
                            "\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"%s\"}],%s,%s,%s}"
                                    .formatted(
                                            finish,
                                            about(answer, "text_completion"),
                                            usage(answer, tokensOut),
                                            timings(answer, tokensOut)))
                    .appendString(DONE);
        }

        @Override
        Buffer whole(Answer answer, byte[] inside, int tokensOut, String finish) {
            return json(
                    "{\"choices\":[{\"index\":0,\"text\":\"",
                    inside,
                    "\",\"finish_reason\":\"%s\"}],%s,%s}"
                            .formatted(
                                    finish,
                                    about(answer, "text_completion"),
                                    usage(answer, tokensOut)));
        }
    },
    /** {@code POST /v1/chat/completions}. */
    CHAT {
        @Override
        Buffer begin(Answer answer) {
            return delta(answer, "{\"role\":\"assistant\",\"content\":null}", "null");
        }

        @Override
        Buffer token(Answer answer, int index, byte[] inside) {
            String member = index < answer.script().reasoning() ? "reasoning_content" : "content";
            String before =
                    "{\"choices\":[{\"finish_reason\":null,\"index\":0,\"delta\":{\"%s\":\""
                            .formatted(member);
            if (answer.script().tool()) {
                before =
                        "{\"choices\":[{\"finish_reason\":null,\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"call_0\",\"type\":\"function\",\"function\":{\"name\":\"look\",\"arguments\":\"";
                return frame(
                        before, inside, "\"}}]}}]," + about(answer, "chat.completion.chunk") + "}");
            }
            return frame(before, inside, "\"}}]," + about(answer, "chat.completion.chunk") + "}");
        }

        @Override
        Buffer end(Answer answer, int tokensOut, String finish) {
            String reason = answer.script().tool() && finish.equals("stop") ? "tool_calls" : finish;
            Buffer end = delta(answer, "{}", "\"" + reason + "\"");
            if (answer.includeUsage()) {
                end.appendString(
                        "data: {\"choices\":[],%s,%s,%s}\n\n"
                                .formatted(
                                        about(answer, "chat.completion.chunk"),
                                        usage(answer, tokensOut),
                                        timings(answer, tokensOut)));
            }
            return end.appendString(DONE);
        }

        @Override
        Buffer whole(Answer answer, byte[] inside, int tokensOut, String finish) {
            return json(
                    "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"",
                    inside,
                    "\"},\"finish_reason\":\"%s\"}],%s,%s}"
                            .formatted(
                                    finish,
                                    about(answer, "chat.completion"),
                                    usage(answer, tokensOut)));
        }

        private Buffer delta(Answer answer, String delta, String finish) {
            return Buffer.buffer(
                    "data: {\"choices\":[{\"finish_reason\":%s,\"index\":0,\"delta\":%s}],%s}\n\n"
                            .formatted(finish, delta, about(answer, "chat.completion.chunk")));
        }
    };

    private static final String DONE = "data: [DONE]\n\n";

    /**
     * What frames say of a request's answer.
     *
     * @param shortEnd whether the last frame was asked to hold less
     */
    record Answer(
            String id,
            String model,
            int slot,
            int tokensIn,
            boolean includeUsage,
            boolean shortEnd,
            FaultScript script) {}

    /** What comes before the first token. */
    Buffer begin(Answer answer) {
        return Buffer.buffer();
    }

    abstract Buffer token(Answer answer, int index, byte[] inside);

    /** What comes after the last token. */
    abstract Buffer end(Answer answer, int tokensOut, String finish);

    /** The whole answer of a request that wants no stream. */
    abstract Buffer whole(Answer answer, byte[] inside, int tokensOut, String finish);

    /** Something in a token's place that is no JSON. */
    Buffer garbage() {
        return Buffer.buffer("data: {\"content\": oops, this is no JSON\n\n");
    }

    /** An error in the middle of a stream. */
    Buffer error() {
        return Buffer.buffer(
                "data: {\"error\":{\"code\":500,\"message\":\"asked to fail\",\"type\":\"server_error\"}}\n\n");
    }

    private static Buffer frame(String before, byte[] inside, String after) {
        return Buffer.buffer("data: ")
                .appendBuffer(json(before, inside, after))
                .appendString("\n\n");
    }

    private static Buffer json(String before, byte[] inside, String after) {
        return Buffer.buffer(before).appendBytes(inside).appendString(after);
    }

    private static String about(Answer answer, String object) {
        return "\"created\":1700000000,\"id\":\"%s\",\"model\":\"%s\",\"object\":\"%s\""
                .formatted(answer.id(), answer.model(), object);
    }

    private static String usage(Answer answer, int tokensOut) {
        return "\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d,\"prompt_tokens_details\":{\"cached_tokens\":0}}"
                .formatted(answer.tokensIn(), tokensOut, answer.tokensIn() + tokensOut);
    }

    private static String timings(Answer answer, int tokensOut) {
        return "\"timings\":{\"cache_n\":0,\"prompt_n\":%d,\"prompt_ms\":%d.0,\"predicted_n\":%d,\"predicted_ms\":%d.0}"
                .formatted(
                        answer.tokensIn(),
                        answer.script().firstMs(),
                        tokensOut,
                        (long) answer.script().delayMs() * tokensOut);
    }
}
