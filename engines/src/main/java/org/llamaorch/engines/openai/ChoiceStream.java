package org.llamaorch.engines.openai;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.FinishReason;
import org.llamaorch.engines.TokenSink;
import org.llamaorch.engines.json.HalfCharacters;
import org.llamaorch.engines.json.NotJson;
import org.llamaorch.engines.stream.EngineStream;
import org.llamaorch.engines.stream.Figures;
import org.llamaorch.engines.stream.StreamEnd;

/**
 * The stream of a text or chat completion of the OpenAI API. Confined to the event loop of the
 * engine's connection. What becomes of a chunk:
 *
 * <ol>
 *   <li>{@code [DONE]}: the end; it carries the last finish reason and the engine's figures.
 *   <li>Not JSON, not a chunk, an error, a finish reason {@code abort}: the stream is broken.
 *   <li>Progress with the prompt, which the llama.cpp adapter asks for: dropped.
 *   <li>Only usage, no choices: passed on when the caller asked for it, and counted always.
 *   <li>Text, reasoning, a tool call: a token; for the OpenAI door with the chunk whole, else with
 *       the chunk only when it holds more than text.
 *   <li>Neither, before the first token (the role): held, and passed on right before it (OpenAI
 *       door only).
 *   <li>Neither, later (a finish reason): passed on with an empty text (OpenAI door only).
 * </ol>
 *
 * Usage counts as it was last told. An engine that tells it once for each of several choices, as
 * llama.cpp does, tells each choice's own: those count together, and a prompt once for all of its
 * choices.
 */
public final class ChoiceStream implements EngineStream {

    /** Most chunks held before the first token; more of them is no protocol. */
    private static final int MAX_HELD = 64;

    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

    private final TokenSink sink;
    private final boolean whole;
    private final boolean passUsage;
    private final int choices;
    private final int choicesPerPrompt;
    private final ChoiceFrame frame = new ChoiceFrame();
    private final HalfCharacters halves = new HalfCharacters();
    private final List<byte[]> held = new ArrayList<>();

    private boolean begun;
    private int finished;
    private FinishReason reason = FinishReason.STOP;
    private Figures figures = Figures.UNKNOWN;
    private int usages;
    private long sumIn;
    private long sumCached;
    private long sumOut;

    /** A stream whose choices answer one prompt. */
    public ChoiceStream(TokenSink sink, boolean whole, boolean passUsage, int choices) {
        this(sink, whole, passUsage, choices, choices);
    }

    /**
     * @param whole every chunk goes on whole, as the OpenAI door wants it
     * @param passUsage the chunk that holds only usage goes on too
     * @param choices how many choices will finish, of all prompts together
     * @param choicesPerPrompt how many of them answer the same prompt
     */
    public ChoiceStream(
            TokenSink sink, boolean whole, boolean passUsage, int choices, int choicesPerPrompt) {
        this.sink = sink;
        this.whole = whole;
        this.passUsage = passUsage;
        this.choices = choices;
        this.choicesPerPrompt = choicesPerPrompt;
    }

    @Override
    public @Nullable StreamEnd event(byte[] buffer, int offset, int length) {
        if (length == DONE.length
                && Arrays.equals(buffer, offset, offset + length, DONE, 0, DONE.length)) {
            return new StreamEnd.Finished(reason, counted());
        }
        try {
            frame.read(buffer, offset, length);
            if (frame.error()) {
                return new StreamEnd.Broken("the engine reported an error in its stream");
            }
            if (!frame.recognised()) {
                return new StreamEnd.Broken("the engine sent a frame that is no chunk");
            }
            if (frame.progress()) {
                return null;
            }
            if (!frame.concerns(halves, buffer, offset, length)) {
                return chunk(buffer, offset, length);
            }
            byte[] mended = halves.mend(buffer, offset, length, frame.texts());
            frame.read(mended, 0, mended.length);
            return chunk(mended, 0, mended.length);
        } catch (NotJson garbage) {
            return new StreamEnd.Broken("the engine sent a frame that is " + garbage.getMessage());
        }
    }

    private @Nullable StreamEnd chunk(byte[] buffer, int offset, int length) {
        Figures told = frame.figures();
        if (told != null) {
            figures = told.or(figures);
            if (frame.hasUsage()) {
                usages++;
                sumIn += told.tokensIn();
                sumCached += told.tokensCached();
                sumOut += told.tokensOut();
            }
        }
        String finish = frame.finishReason();
        if (finish != null) {
            if (finish.equals("abort")) {
                return new StreamEnd.Broken("the engine aborted the request");
            }
            finished += frame.finishes();
            reason = reasonOf(finish);
        }
        if (!whole) {
            return frame.telling()
                    ? append(buffer, offset, frame.moreThanText() ? length : 0)
                    : null;
        }
        if (frame.noChoices() && frame.hasUsage()) {
            return passUsage ? passOn(buffer, offset, length) : null;
        }
        if (!begun && !frame.telling() && finish == null) {
            if (held.size() == MAX_HELD) {
                return new StreamEnd.Broken("the engine sent too many chunks without a token");
            }
            held.add(Arrays.copyOfRange(buffer, offset, offset + length));
            return null;
        }
        return passOn(buffer, offset, length);
    }

    private @Nullable StreamEnd passOn(byte[] buffer, int offset, int length) {
        begun = true;
        if (!held.isEmpty()) {
            for (byte[] chunk : held) {
                if (!sink.token(chunk, 0, 0, 0, chunk.length)) {
                    return new StreamEnd.Refused();
                }
            }
            held.clear();
        }
        return append(buffer, offset, length);
    }

    private @Nullable StreamEnd append(byte[] buffer, int deltaOffset, int deltaLength) {
        return sink.token(buffer, frame.textStart(), frame.textLength(), deltaOffset, deltaLength)
                ? null
                : new StreamEnd.Refused();
    }

    private static FinishReason reasonOf(String finish) {
        return switch (finish) {
            case "length" -> FinishReason.LENGTH;
            case "tool_calls", "function_call" -> FinishReason.TOOL_CALLS;
            default -> FinishReason.STOP;
        };
    }

    private Figures counted() {
        if (choices == 1 || usages != choices) {
            return figures;
        }
        return new Figures(
                sumIn / choicesPerPrompt,
                sumCached / choicesPerPrompt,
                sumOut,
                figures.prefillMs());
    }

    /** Some servers leave {@code [DONE]} out: the end counts when every choice has finished. */
    @Override
    public StreamEnd endOfAnswer() {
        return finished >= choices
                ? new StreamEnd.Finished(reason, counted())
                : new StreamEnd.Broken("the engine closed its stream without an end");
    }
}
