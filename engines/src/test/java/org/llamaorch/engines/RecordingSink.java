package org.llamaorch.engines;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps every frame; can be sealed by the test, as a cancel would. */
public final class RecordingSink implements TokenSink {

    /** A frame as it was told. */
    public record Frame(String text, String delta) {}

    private final List<Frame> frames = new CopyOnWriteArrayList<>();
    private volatile boolean sealed;
    private volatile boolean refusing;
    private volatile int flushed;

    @Override
    public boolean token(
            byte[] buffer, int textOffset, int textLength, int deltaOffset, int deltaLength) {
        if (sealed || refusing) {
            return false;
        }
        frames.add(
                new Frame(
                        new String(buffer, textOffset, textLength, StandardCharsets.UTF_8),
                        new String(buffer, deltaOffset, deltaLength, StandardCharsets.UTF_8)));
        return true;
    }

    @Override
    public void flush() {
        flushed = frames.size();
    }

    /** Frames that readers were told of. */
    public int flushed() {
        return flushed;
    }

    @Override
    public boolean seal() {
        boolean first = !sealed && !refusing;
        sealed = true;
        return first;
    }

    /** Somebody else takes the seal. */
    public void sealByOthers() {
        refusing = true;
    }

    @Override
    public long tokens() {
        return frames.size();
    }

    @Override
    public String digest() {
        return "digest of " + text();
    }

    public boolean sealed() {
        return sealed;
    }

    public List<Frame> frames() {
        return frames;
    }

    public List<String> texts() {
        return frames.stream().map(Frame::text).toList();
    }

    public String text() {
        return String.join("", texts());
    }
}
