package org.llamaorch.contracts;

/** Why decoding stopped. */
public enum FinishReason implements WireName {
    STOP("stop"),
    LENGTH("length"),
    TOOL_CALLS("tool_calls"),
    CANCELED("canceled"),
    ERROR("error");

    private final String wireName;

    FinishReason(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
