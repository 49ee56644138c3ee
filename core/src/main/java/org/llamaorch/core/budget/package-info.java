/**
 * Budgets of callers and sessions: what a task may use, reserved at admission, settled at its end.
 */
@NullMarked
package org.llamaorch.core.budget;

import org.jspecify.annotations.NullMarked;
