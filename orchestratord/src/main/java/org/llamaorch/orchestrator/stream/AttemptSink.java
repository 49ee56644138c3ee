package org.llamaorch.orchestrator.stream;

import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.llamaorch.engines.TokenSink;

/**
 * The writer of one attempt; the steps are those of {@link FrameLog}. No lock and no object per
 * token. Confined to the event loop of its engine.
 */
final class AttemptSink implements TokenSink {

    private final FrameLog log;
    private final TextDigest digest;
    private final ListenerSet listeners;
    private final int attempt;
    private final TokenFrame frame = new TokenFrame();
    private final CRC32C crc = new CRC32C();
    private @Nullable Block block;
    private long tokens;
    private long flushed;

    /**
     * A writer that begins in {@code block}, which is its own from now on; in a new one when null.
     */
    AttemptSink(
            FrameLog log,
            TextDigest digest,
            ListenerSet listeners,
            int attempt,
            @Nullable Block block) {
        this.log = log;
        this.digest = digest;
        this.listeners = listeners;
        this.attempt = attempt;
        this.block = block;
    }

    @Override
    public boolean token(
            byte[] buffer, int textOffset, int textLength, int deltaOffset, int deltaLength) {
        long word = log.word();
        if (!StreamWord.writable(word, attempt)) {
            return false;
        }
        int ordinal = StreamWord.claimed(word);
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
            into = log.nextBlock(attempt, ordinal, bytes);
            if (into == null) {
                return false;
            }
            block = into;
        }
        into.put(frame.bytes(), bytes, FrameKind.TOKEN, frame.deltaOffset(), deltaLength, crc);
        if (!log.claim(word)) {
            return false;
        }
        into.commit(into.count());
        into.advance(bytes);
        log.publish(ordinal);
        tokens++;
        digest.add(buffer, textOffset, textLength);
        return true;
    }

    @Override
    public void flush() {
        if (tokens - flushed == 1) {
            listeners.wakeAtOnce();
        } else {
            listeners.wake();
        }
        flushed = tokens;
    }

    @Override
    public boolean seal() {
        return log.sealByEngine(attempt);
    }

    @Override
    public long tokens() {
        return tokens;
    }

    @Override
    public String digest() {
        return digest.hex();
    }
}
