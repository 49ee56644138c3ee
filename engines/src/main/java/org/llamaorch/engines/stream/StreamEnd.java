package org.llamaorch.engines.stream;

import org.llamaorch.contracts.FinishReason;

/** How an engine's stream ended, as its bytes tell. */
public sealed interface StreamEnd {

    /** The engine finished and said so. */
    record Finished(FinishReason reason, Figures figures) implements StreamEnd {}

    /**
     * Bytes that are not the protocol, an error in the middle, or an end without one.
     *
     * @param cause a short sentence; never a prompt or an output
     */
    record Broken(String cause) implements StreamEnd {}

    /** The sink takes no more: a cancel, drop or expiry holds the seal. */
    record Refused() implements StreamEnd {}
}
