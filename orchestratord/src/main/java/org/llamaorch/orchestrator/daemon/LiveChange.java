package org.llamaorch.orchestrator.daemon;

import java.util.function.Consumer;
import org.llamaorch.orchestrator.config.Config;

/**
 * How a part of the configuration comes into force while the daemon runs.
 *
 * @param apply puts it into force; does not fail
 */
record LiveChange(LivePart part, Consumer<Config> apply) {}
