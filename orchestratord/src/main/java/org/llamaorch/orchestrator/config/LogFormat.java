package org.llamaorch.orchestrator.config;

import org.llamaorch.contracts.WireName;

/** How log records are written to stdout (contract §6). */
public enum LogFormat implements WireName {
    JSON("json"),
    CONSOLE("console");

    private final String wireName;

    LogFormat(String wireName) {
        this.wireName = wireName;
    }

    @Override
    public String wireName() {
        return wireName;
    }
}
