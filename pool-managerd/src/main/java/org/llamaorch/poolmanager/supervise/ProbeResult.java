package org.llamaorch.poolmanager.supervise;

/** What a look at an engine found. */
public sealed interface ProbeResult {

    /** It answers, and has decoded a token when that was asked. */
    record Serving(EngineProperties properties) implements ProbeResult {}

    /** It answers that its model is still loading, or its port is not open yet. */
    record Loading(String cause) implements ProbeResult {}

    /** It answers wrongly, not in time, or not at all. */
    record Failed(String cause) implements ProbeResult {}
}
