package org.llamaorch.engines;

/**
 * An engine's answer to a task that decodes nothing.
 *
 * @param json the answer as the engine gave it, one JSON object, valid and on one line
 * @param tokensIn tokens of the inputs; -1 when the engine does not tell
 */
public record EngineResult(String json, long tokensIn) {}
