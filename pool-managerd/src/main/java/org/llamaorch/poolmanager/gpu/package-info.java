/**
 * The GPUs of this machine: which there are, which a mask names, what fits on them.
 *
 * <p>Requirements: ORCH-1102, ORCH-3001, ORCH-3003, ORCH-3011, ORCH-3039, ORCH-3052, OC-POOL-3020.
 */
@NullMarked
package org.llamaorch.poolmanager.gpu;

import org.jspecify.annotations.NullMarked;
