package org.llamaorch.orchestrator.stream;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.llamaorch.engines.TokenSink;

/**
 * The writer of one attempt; the steps are those of {@link TaskStream}. No lock and no object per
 * token. Confined to the event loop of its engine.
 */
final class AttemptSink implements TokenSink {

    private final TaskStream stream;
    private final int attempt;
    private final TokenFrame frame = new TokenFrame();
    private final CRC32C crc = new CRC32C();
    private @Nullable Block block;
    private long tokens;

    /**
     * A writer that begins in {@code block}, which is its own from now on; in a new one when null.
     */
    AttemptSink(TaskStream stream, int attempt, @Nullable Block block) {
        this.stream = stream;
        this.attempt = attempt;
        this.block = block;
    }

    @Override
    public boolean token(
            byte[] buffer, int textOffset, int textLength, int deltaOffset, int deltaLength) {
        long word = stream.word();
        if (!TaskStream.writable(word, attempt)) {
            return false;
        }
        int ordinal = TaskStream.claimed(word);
        int bytes =
                frame.encode(
                        ordinal,
                        ordinal - 1,
                        buffer,
                        textOffset,
                        textLength,
                        deltaOffset,
                        deltaLength);
        Block into = block;
        if (into == null || !into.fits(bytes)) {
            into = stream.nextBlock(attempt, ordinal, bytes);
            if (into == null) {
                return false;
            }
            block = into;
        }
        into.put(frame.bytes(), bytes, FrameKind.TOKEN, frame.deltaOffset(), deltaLength, crc);
        if (!stream.claim(word)) {
            return false;
        }
        into.commit(into.count());
        into.advance(bytes);
        stream.publish(ordinal);
        tokens++;
        stream.digest().add(buffer, textOffset, textLength);
        stream.wake();
        return true;
    }

    @Override
    public boolean seal() {
        return stream.sealByEngine(attempt);
    }

    @Override
    public long tokens() {
        return tokens;
    }

    @Override
    public String digest() {
        return stream.digest().hex();
    }
}
