/**
 * What is bound: replicas by url, polled; what they can do, told to whoever asks.
 *
 * <p>Requirements: ORCH-3010, ORCH-3095.
 */
@NullMarked
package org.llamaorch.orchestrator.registry;

import org.jspecify.annotations.NullMarked;
