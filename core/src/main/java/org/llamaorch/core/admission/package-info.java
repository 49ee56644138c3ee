/**
 * Whether a task is let in: the checks in the contract's order, and their sealed result.
 *
 * <p>Requirements: ORCH-3006, ORCH-3014, ORCH-3031, OC-CORE-1020, OC-CTRL-2010, LO-11.
 */
@NullMarked
package org.llamaorch.core.admission;

import org.jspecify.annotations.NullMarked;
