package org.llamaorch.engines.stream;

import org.jspecify.annotations.Nullable;

/**
 * Understands the events of one attempt's stream and hands its tokens to a {@link
 * org.llamaorch.engines.TokenSink}. Confined to the event loop of the engine's connection.
 */
public interface EngineStream {

    /**
     * Takes the data of one event.
     *
     * @param buffer read during the call only
     * @return how the stream ended, or null while it goes on
     */
    @Nullable StreamEnd event(byte[] buffer, int offset, int length);

    /** The engine closed its answer in an orderly way: what that means. */
    StreamEnd endOfAnswer();
}
