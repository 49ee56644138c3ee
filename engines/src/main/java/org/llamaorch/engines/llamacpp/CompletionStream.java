package org.llamaorch.engines.llamacpp;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.llamaorch.contracts.FinishReason;
import org.llamaorch.engines.TokenSink;
import org.llamaorch.engines.json.HalfCharacters;
import org.llamaorch.engines.json.JsonScanner;
import org.llamaorch.engines.json.NotJson;
import org.llamaorch.engines.stream.EngineStream;
import org.llamaorch.engines.stream.Figures;
import org.llamaorch.engines.stream.StreamEnd;

/**
 * The stream of {@code POST /completion}: {@code content} in every frame, the figures in the one
 * with {@code "stop":true}, which is the end; there is no {@code [DONE]}. Frames are not tokens:
 * the count is the engine's {@code tokens_predicted}. Frames without text (progress, an end token)
 * are not passed on.
 */
final class CompletionStream implements EngineStream {

    private static final byte[] CONTENT = ascii("content");
    private static final byte[] STOP = ascii("stop");
    private static final byte[] STOP_TYPE = ascii("stop_type");
    private static final byte[] TOKENS_PREDICTED = ascii("tokens_predicted");
    private static final byte[] TOKENS_EVALUATED = ascii("tokens_evaluated");
    private static final byte[] TIMINGS = ascii("timings");
    private static final byte[] CACHE_N = ascii("cache_n");
    private static final byte[] PROMPT_MS = ascii("prompt_ms");
    private static final byte[] ERROR = ascii("error");

    private final TokenSink sink;
    private final JsonScanner scanner = new JsonScanner();
    private final HalfCharacters halves = new HalfCharacters();

    private int textStart;
    private int textEnd;
    private boolean stop;
    private boolean failed;

    CompletionStream(TokenSink sink) {
        this.sink = sink;
    }

    @Override
    public @Nullable StreamEnd event(byte[] buffer, int offset, int length) {
        try {
            walk(buffer, offset, length);
            if (failed) {
                return new StreamEnd.Broken("the engine reported an error in its stream");
            }
            if (textStart < 0) {
                return new StreamEnd.Broken("the engine sent a frame without content");
            }
            byte[] frame = buffer;
            int frameOffset = offset;
            int frameLength = length;
            if (halves.concerns(scanner, buffer, offset, length)) {
                frame =
                        halves.mend(
                                buffer,
                                offset,
                                length,
                                new HalfCharacters.Text(0, textStart, textEnd));
                frameOffset = 0;
                frameLength = frame.length;
                walk(frame, 0, frame.length);
            }
            if (textEnd > textStart && !sink.token(frame, textStart, textEnd - textStart, 0, 0)) {
                return new StreamEnd.Refused();
            }
            return stop ? finished(frame, frameOffset, frameLength) : null;
        } catch (NotJson garbage) {
            return new StreamEnd.Broken("the engine sent a frame that is " + garbage.getMessage());
        }
    }

    @Override
    public StreamEnd endOfAnswer() {
        return new StreamEnd.Broken("the engine closed its stream without an end");
    }

    private void walk(byte[] buffer, int offset, int length) throws NotJson {
        textStart = -1;
        textEnd = -1;
        stop = false;
        failed = false;
        scanner.over(buffer, offset, length);
        scanner.enterObject();
        while (scanner.nextMember()) {
            if (scanner.nameIs(CONTENT)) {
                scanner.string();
                textStart = scanner.valueStart();
                textEnd = scanner.valueEnd();
            } else if (scanner.nameIs(STOP)) {
                stop = scanner.bool();
            } else {
                failed |= scanner.nameIs(ERROR) && scanner.peek() == '{';
                scanner.skip();
            }
        }
        scanner.finish();
    }

    private StreamEnd finished(byte[] buffer, int offset, int length) throws NotJson {
        FinishReason reason = FinishReason.STOP;
        double tokensOut = -1;
        double tokensIn = -1;
        double cached = -1;
        double promptMs = -1;
        scanner.over(buffer, offset, length);
        scanner.enterObject();
        while (scanner.nextMember()) {
            if (scanner.nameIs(STOP_TYPE)) {
                scanner.string();
                reason =
                        scanner.valueEnd() - scanner.valueStart() == 5
                                        && buffer[scanner.valueStart()] == 'l'
                                ? FinishReason.LENGTH
                                : FinishReason.STOP;
            } else if (scanner.nameIs(TOKENS_PREDICTED)) {
                tokensOut = scanner.number(-1);
            } else if (scanner.nameIs(TOKENS_EVALUATED)) {
                tokensIn = scanner.number(-1);
            } else if (scanner.nameIs(TIMINGS) && scanner.peek() == '{') {
                scanner.enterObject();
                while (scanner.nextMember()) {
                    if (scanner.nameIs(CACHE_N)) {
                        cached = scanner.number(-1);
                    } else if (scanner.nameIs(PROMPT_MS)) {
                        promptMs = scanner.number(-1);
                    } else {
                        scanner.skip();
                    }
                }
            } else {
                scanner.skip();
            }
        }
        return new StreamEnd.Finished(
                reason,
                new Figures(
                        (long) tokensIn, (long) cached, (long) tokensOut, Math.round(promptMs)));
    }

    private static byte[] ascii(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
