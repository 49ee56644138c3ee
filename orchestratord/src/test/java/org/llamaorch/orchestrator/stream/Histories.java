package org.llamaorch.orchestrator.stream;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** Opens histories for tests elsewhere, on a disk that has room. */
public final class Histories {

    private Histories() {}

    /** What cannot be kept fails the test. */
    public static TaskStreams open(Path folder, StreamSettings settings, LongSupplier clockMs)
            throws IOException {
        return TaskStreams.open(
                folder.resolve("history"),
                settings,
                new StorageWatch() {
                    @Override
                    public void full(IOException cause) {}

                    @Override
                    public void available() {}

                    @Override
                    public void lost(IOException cause) {
                        throw new AssertionError(cause);
                    }
                },
                (_, _) -> {},
                clockMs);
    }

    /** In memory, in one small segment. */
    public static StreamSettings littleRoom() {
        int segment = 64 << 10;
        return new StreamSettings(
                false, segment, segment, 16 << 10, 1 << 10, 8 << 10, 64 << 10, 1_000, 60, 600, 40,
                80, 100, 200, 16 << 10, 5);
    }
}
