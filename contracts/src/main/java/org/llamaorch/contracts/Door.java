package org.llamaorch.contracts;

/** Which API a task came through. */
public enum Door implements WireName {
    V2("v2"),
    OPENAI("openai");

    private final String wireName;

    Door(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
