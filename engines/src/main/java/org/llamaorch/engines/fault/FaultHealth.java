package org.llamaorch.engines.fault;

import java.util.Locale;

/** How the fault engine says it is. */
enum FaultHealth {
    OK,
    /** Every path answers 503, as llama.cpp does while it loads its model. */
    LOADING,
    /** Every connection is closed without an answer. */
    DOWN;

    static FaultHealth parse(String name) {
        for (FaultHealth health : values()) {
            if (health.name().toLowerCase(Locale.ROOT).equals(name)) {
                return health;
            }
        }
        throw new IllegalArgumentException("unknown health " + name);
    }
}
