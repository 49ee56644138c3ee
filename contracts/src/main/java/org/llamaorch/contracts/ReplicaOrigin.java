package org.llamaorch.contracts;

/** Who named a replica: it decides who may take it away again. */
public enum ReplicaOrigin implements WireName {
    /** The configuration file, the environment or a flag. */
    CONFIGURATION("configuration"),
    /** The worker itself, by {@code POST /v2/workers/register}. */
    REGISTRATION("registration"),
    /** A file in the handoff folder. */
    HANDOFF("handoff");

    private final String wireName;

    ReplicaOrigin(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
