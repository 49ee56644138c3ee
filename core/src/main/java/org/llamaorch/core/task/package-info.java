/**
 * A task: what was admitted, how an attempt ended, what others may see of it.
 *
 * <p>Requirements: ORCH-3024.
 */
@NullMarked
package org.llamaorch.core.task;

import org.jspecify.annotations.NullMarked;
