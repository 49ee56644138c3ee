/**
 * Which free slot a task gets: pools, replicas, leases, breakers, and the order among them.
 *
 * <p>Requirements: ORCH-3009, ORCH-3010, ORCH-3012, ORCH-3040, OC-CORE-1010, OC-CORE-1013,
 * OC-CTRL-2013.
 */
@NullMarked
package org.llamaorch.core.placement;

import org.jspecify.annotations.NullMarked;
