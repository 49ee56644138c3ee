package org.llamaorch.contracts;

/** How strictly the caller chooses pools. */
public enum PlacementMode implements WireName {
    PIN("pin"),
    PREFER("prefer"),
    AUTO("auto");

    private final String wireName;

    PlacementMode(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
