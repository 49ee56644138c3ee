/**
 * Budgets of callers and sessions: what a task may use, reserved at admission, settled at its end.
 *
 * <p>Requirements: ORCH-3099, LO-05.
 */
@NullMarked
package org.llamaorch.core.budget;

import org.jspecify.annotations.NullMarked;
