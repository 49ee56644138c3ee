package org.llamaorch.orchestrator.stream;

import java.io.IOException;

/** Takes the frames of a stream, in order. Called on the thread that reads them. */
@FunctionalInterface
public interface FrameReader {

    /**
     * One frame.
     *
     * @param event its name on the wire
     * @param data holds its data, compact JSON, from index 0; written over by the next frame
     */
    void frame(String event, byte[] data, int length) throws IOException;
}
