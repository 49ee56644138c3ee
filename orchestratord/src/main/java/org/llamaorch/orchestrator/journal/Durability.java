package org.llamaorch.orchestrator.journal;

import org.llamaorch.contracts.WireName;

/** What an acceptance survives (contract §4). */
public enum Durability implements WireName {
    /** The death of the daemon: written before it is told. */
    PROCESS("process"),
    /** The loss of power: synced before it is told. */
    POWER("power"),
    /** Nothing: kept in memory only. */
    MEMORY("memory");

    private final String wireName;

    Durability(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
