package org.llamaorch.orchestrator.daemon;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.llamaorch.orchestrator.config.Config;

/**
 * A part of the configuration that changes while the daemon runs.
 *
 * @param sentence says to people that it has changed
 * @param part what of the configuration it is; compared by its equality
 * @param apply puts it into force; does not fail
 */
record LiveChange(String sentence, Function<Config, Object> part, Consumer<Config> apply) {

    /** Whether the two say something else about it. */
    boolean differs(Config now, Config next) {
        return !Objects.equals(part.apply(now), part.apply(next));
    }
}
