/**
 * The state machine that keeps a replica's engine serving, and what runs it.
 *
 * <p>Requirements: ORCH-3038, ORCH-3049, ORCH-3503, OC-POOL-3001, OC-POOL-3010.
 */
@NullMarked
package org.llamaorch.poolmanager.supervise;

import org.jspecify.annotations.NullMarked;
