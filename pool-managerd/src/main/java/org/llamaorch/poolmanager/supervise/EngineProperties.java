package org.llamaorch.poolmanager.supervise;

/**
 * What a serving engine says of itself.
 *
 * @param slots requests it decodes at once
 * @param ctxPerSlot tokens of context a slot has
 */
public record EngineProperties(int slots, int ctxPerSlot) {}
