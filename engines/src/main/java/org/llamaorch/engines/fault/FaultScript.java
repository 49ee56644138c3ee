package org.llamaorch.engines.fault;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one request shall meet. Written as words {@code key=value}, in a prompt between {@code
 * fault:} and {@code ;}. Token numbers count from 0; -1 is never. Immutable.
 *
 * @param tokens how many tokens it decodes, within the request's own limit
 * @param firstMs milliseconds before the first token ({@code first})
 * @param delayMs milliseconds before each later token ({@code delay})
 * @param text the text of every token; null for words drawn by the seed
 * @param finish the finish reason; null for stop or length, as the limit has it
 * @param reasoning how many of the first tokens are reasoning (chat only)
 * @param tool whether the answer is a tool call (chat only)
 * @param status HTTP status of a refusal; 0 for none
 * @param retryAfter seconds of its Retry-After; -1 for none ({@code retry_after})
 * @param hang whether it takes the request and never answers
 * @param half the token that is one character whose bytes come in two frames
 * @param surrogate the same, as two escapes of a surrogate pair
 * @param invalid the token with bytes that are no UTF-8
 * @param garbage the token in whose place comes something that is no JSON
 * @param error the token in whose place comes an error frame
 * @param cut the token before which the answer ends, in good order and without an end
 * @param reset the token before which the connection is closed; 0 before the headers
 * @param stall the token before which it falls silent for good
 * @param die the token before which the process ends
 * @param split bytes of each write; 0 for a frame a write
 * @param close whether the connection is closed behind the answer, without having said so
 */
record FaultScript(
        int tokens,
        int firstMs,
        int delayMs,
        @Nullable String text,
        @Nullable String finish,
        int reasoning,
        boolean tool,
        int status,
        int retryAfter,
        boolean hang,
        int half,
        int surrogate,
        int invalid,
        int garbage,
        int error,
        int cut,
        int reset,
        int stall,
        int die,
        int split,
        boolean close) {

    static final int DEFAULT_TOKENS = 16;

    private static final Pattern IN_PROMPT = Pattern.compile("fault:([^;]*);");
    private static final Pattern WORD = Pattern.compile("([a-z_]+)=(\\S+)");

    /** Every word that a script may have. */
    static final Set<String> KEYS =
            Set.of(
                    "tokens",
                    "first",
                    "delay",
                    "text",
                    "finish",
                    "reasoning",
                    "tool",
                    "status",
                    "retry_after",
                    "hang",
                    "half",
                    "surrogate",
                    "invalid",
                    "garbage",
                    "error",
                    "cut",
                    "reset",
                    "stall",
                    "die",
                    "split",
                    "close");

    /** The script in a prompt or a body of messages; the default when there is none. */
    static FaultScript inPrompt(String prompt) {
        Matcher matcher = IN_PROMPT.matcher(prompt);
        return parse(matcher.find() ? matcher.group(1) : "");
    }

    /**
     * A script from its words.
     *
     * @throws IllegalArgumentException names the word that is not known or no number
     */
    static FaultScript parse(String words) {
        Map<String, String> values = new HashMap<>();
        Matcher matcher = WORD.matcher(words);
        while (matcher.find()) {
            if (!KEYS.contains(matcher.group(1))) {
                throw new IllegalArgumentException(
                        "unknown word in a fault script: " + matcher.group());
            }
            values.put(matcher.group(1), matcher.group(2));
        }
        return new FaultScript(
                number(values, "tokens", DEFAULT_TOKENS),
                number(values, "first", 0),
                number(values, "delay", 0),
                values.get("text"),
                values.get("finish"),
                number(values, "reasoning", 0),
                number(values, "tool", 0) > 0,
                number(values, "status", 0),
                number(values, "retry_after", -1),
                number(values, "hang", 0) > 0,
                number(values, "half", -1),
                number(values, "surrogate", -1),
                number(values, "invalid", -1),
                number(values, "garbage", -1),
                number(values, "error", -1),
                number(values, "cut", -1),
                number(values, "reset", -1),
                number(values, "stall", -1),
                number(values, "die", -1),
                number(values, "split", 0),
                number(values, "close", 0) > 0);
    }

    private static int number(Map<String, String> values, String key, int otherwise) {
        String value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "not a number in a fault script: " + key + "=" + value, e);
        }
    }
}
