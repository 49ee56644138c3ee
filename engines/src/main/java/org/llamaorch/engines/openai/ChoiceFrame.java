package org.llamaorch.engines.openai;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.llamaorch.engines.json.HalfCharacters;
import org.llamaorch.engines.json.JsonScanner;
import org.llamaorch.engines.json.NotJson;
import org.llamaorch.engines.stream.Figures;

/**
 * What one chunk of a text or chat completion says, found by walking its bytes. Reused for every
 * chunk of a stream; confined to one thread.
 */
final class ChoiceFrame {

    private static final byte[] CHOICES = ascii("choices");
    private static final byte[] USAGE = ascii("usage");
    private static final byte[] TIMINGS = ascii("timings");
    private static final byte[] PROMPT_PROGRESS = ascii("prompt_progress");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] DELTA = ascii("delta");
    private static final byte[] TEXT = ascii("text");
    private static final byte[] INDEX = ascii("index");
    private static final byte[] FINISH_REASON = ascii("finish_reason");
    private static final byte[] LOGPROBS = ascii("logprobs");
    private static final byte[] CONTENT = ascii("content");
    private static final byte[] REASONING_CONTENT = ascii("reasoning_content");
    private static final byte[] REASONING = ascii("reasoning");
    private static final byte[] ROLE = ascii("role");
    private static final byte[] PROMPT_TOKENS = ascii("prompt_tokens");
    private static final byte[] COMPLETION_TOKENS = ascii("completion_tokens");
    private static final byte[] PROMPT_TOKENS_DETAILS = ascii("prompt_tokens_details");
    private static final byte[] CACHED_TOKENS = ascii("cached_tokens");
    private static final byte[] PROMPT_N = ascii("prompt_n");
    private static final byte[] CACHE_N = ascii("cache_n");
    private static final byte[] PREDICTED_N = ascii("predicted_n");
    private static final byte[] PROMPT_MS = ascii("prompt_ms");

    private final JsonScanner scanner = new JsonScanner();
    private final LastChunk last = new LastChunk();

    private int choices;
    private int index;
    private int textStart;
    private int textEnd;
    private int reasoningStart;
    private int reasoningEnd;
    private boolean more;
    private boolean laterText;
    private int finishes;
    private @Nullable String finishReason;
    private boolean error;
    private boolean progress;
    private boolean recognised;
    private @Nullable Figures usage;
    private @Nullable Figures timings;

    /** Reads a chunk; what the last one said is forgotten. */
    void read(byte[] buffer, int offset, int length) throws NotJson {
        if (last.isLike(buffer, offset, length)) {
            textStart = offset + last.before();
            textEnd = offset + length - last.behind();
            return;
        }
        last.forget();
        walk(buffer, offset, length);
        boolean onlyItsTextMayMove = textStart > 0 && reasoningStart == 0;
        if (onlyItsTextMayMove && !scanner.surrogateEscapes() && !scanner.lineBreaks()) {
            last.keep(buffer, offset, length, textStart, textEnd);
        }
    }

    private void walk(byte[] buffer, int offset, int length) throws NotJson {
        choices = 0;
        index = 0;
        textStart = 0;
        textEnd = 0;
        reasoningStart = 0;
        reasoningEnd = 0;
        more = false;
        laterText = false;
        finishes = 0;
        finishReason = null;
        error = false;
        progress = false;
        recognised = false;
        usage = null;
        timings = null;
        scanner.over(buffer, offset, length);
        scanner.enterObject();
        while (scanner.nextMember()) {
            if (scanner.nameIs(CHOICES)) {
                recognised = true;
                scanner.enterArray();
                while (scanner.nextElement()) {
                    choice();
                    choices++;
                }
            } else if (scanner.nameIs(USAGE) && scanner.peek() == '{') {
                recognised = true;
                usage = readUsage();
            } else if (scanner.nameIs(TIMINGS) && scanner.peek() == '{') {
                timings = readTimings();
            } else if (scanner.nameIs(PROMPT_PROGRESS)) {
                progress = true;
                scanner.skip();
            } else {
                error |= scanner.nameIs(ERROR) && scanner.peek() != 'n';
                scanner.skip();
            }
        }
        scanner.finish();
    }

    private void choice() throws NotJson {
        scanner.enterObject();
        while (scanner.nextMember()) {
            if (scanner.nameIs(DELTA) && scanner.peek() == '{') {
                delta();
            } else if (scanner.nameIs(TEXT) && scanner.peek() == '"') {
                scanner.string();
                text();
            } else if (scanner.nameIs(INDEX)) {
                int read = (int) scanner.number(0);
                if (choices == 0) {
                    index = read;
                }
            } else if (scanner.nameIs(FINISH_REASON) && scanner.peek() == '"') {
                scanner.string();
                finishes++;
                finishReason = scanner.stringValue();
            } else {
                more |= scanner.nameIs(LOGPROBS) && scanner.peek() != 'n';
                scanner.skip();
            }
        }
    }

    private void delta() throws NotJson {
        scanner.enterObject();
        while (scanner.nextMember()) {
            if (scanner.nameIs(CONTENT) && scanner.peek() == '"') {
                scanner.string();
                text();
            } else if ((scanner.nameIs(REASONING_CONTENT) || scanner.nameIs(REASONING))
                    && scanner.peek() == '"') {
                scanner.string();
                if (scanner.valueEnd() > scanner.valueStart()) {
                    more = true;
                }
                if (choices == 0) {
                    reasoningStart = scanner.valueStart();
                    reasoningEnd = scanner.valueEnd();
                }
            } else {
                boolean telling = !scanner.nameIs(ROLE) && !scanner.nameIs(CONTENT);
                more |= telling && scanner.peek() != 'n';
                scanner.skip();
            }
        }
    }

    private void text() {
        if (choices == 0) {
            textStart = scanner.valueStart();
            textEnd = scanner.valueEnd();
        } else {
            laterText |= scanner.valueEnd() > scanner.valueStart();
        }
    }

    private Figures readUsage() throws NotJson {
        double in = -1;
        double out = -1;
        double cached = -1;
        scanner.enterObject();
        while (scanner.nextMember()) {
            if (scanner.nameIs(PROMPT_TOKENS)) {
                in = scanner.number(-1);
            } else if (scanner.nameIs(COMPLETION_TOKENS)) {
                out = scanner.number(-1);
            } else if (scanner.nameIs(PROMPT_TOKENS_DETAILS) && scanner.peek() == '{') {
                scanner.enterObject();
                while (scanner.nextMember()) {
                    if (scanner.nameIs(CACHED_TOKENS)) {
                        cached = scanner.number(-1);
                    } else {
                        scanner.skip();
                    }
                }
            } else {
                scanner.skip();
            }
        }
        return new Figures((long) in, (long) cached, (long) out, -1);
    }

    /** llama.cpp's figures: {@code prompt_n} leaves out what came from the cache. */
    private Figures readTimings() throws NotJson {
        double promptN = -1;
        double cacheN = -1;
        double predictedN = -1;
        double promptMs = -1;
        scanner.enterObject();
        while (scanner.nextMember()) {
            if (scanner.nameIs(PROMPT_N)) {
                promptN = scanner.number(-1);
            } else if (scanner.nameIs(CACHE_N)) {
                cacheN = scanner.number(-1);
            } else if (scanner.nameIs(PREDICTED_N)) {
                predictedN = scanner.number(-1);
            } else if (scanner.nameIs(PROMPT_MS)) {
                promptMs = scanner.number(-1);
            } else {
                scanner.skip();
            }
        }
        double in = promptN < 0 ? -1 : promptN + Math.max(0, cacheN);
        return new Figures((long) in, (long) cacheN, (long) predictedN, Math.round(promptMs));
    }

    /** Whether the chunk just read must be mended before it goes on. */
    boolean concerns(HalfCharacters halves, byte[] buffer, int offset, int length) {
        return halves.concerns(scanner, buffer, offset, length);
    }

    /** The chunk's texts where they lie, in order, for {@link HalfCharacters#mend}. */
    HalfCharacters.Text[] texts() {
        HalfCharacters.Text text = new HalfCharacters.Text(index * 2, textStart, textEnd);
        HalfCharacters.Text reasoning =
                new HalfCharacters.Text(index * 2 + 1, reasoningStart, reasoningEnd);
        boolean hasText = textStart > 0;
        boolean hasReasoning = reasoningStart > 0;
        if (hasText && hasReasoning) {
            return textStart < reasoningStart
                    ? new HalfCharacters.Text[] {text, reasoning}
                    : new HalfCharacters.Text[] {reasoning, text};
        }
        if (hasText) {
            return new HalfCharacters.Text[] {text};
        }
        return hasReasoning ? new HalfCharacters.Text[] {reasoning} : new HalfCharacters.Text[0];
    }

    /** Whether it is a chunk of this API at all. */
    boolean recognised() {
        return recognised;
    }

    boolean error() {
        return error;
    }

    /** Whether it only tells how far llama.cpp is with the prompt. */
    boolean progress() {
        return progress;
    }

    /** Whether it brings text, reasoning, a tool call or anything else a reader wants. */
    boolean telling() {
        return textEnd > textStart || more || laterText;
    }

    /** Whether it holds more than the first choice's text. */
    boolean moreThanText() {
        return more || laterText;
    }

    boolean noChoices() {
        return choices == 0;
    }

    /** How many of its choices finish with it. */
    int finishes() {
        return finishes;
    }

    @Nullable String finishReason() {
        return finishReason;
    }

    int textStart() {
        return textStart;
    }

    int textLength() {
        return textEnd - textStart;
    }

    /** The figures it brings; null when it brings none. */
    @Nullable Figures figures() {
        if (usage == null) {
            return timings;
        }
        return timings == null ? usage : usage.or(timings);
    }

    boolean hasUsage() {
        return usage != null;
    }

    private static byte[] ascii(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
