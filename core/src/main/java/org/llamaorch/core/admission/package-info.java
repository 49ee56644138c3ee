/** Whether a task is let in: the checks in the contract's order, and their sealed result. */
@NullMarked
package org.llamaorch.core.admission;

import org.jspecify.annotations.NullMarked;
