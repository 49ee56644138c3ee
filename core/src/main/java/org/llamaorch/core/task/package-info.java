/** A task: what was admitted, how an attempt ended, what others may see of it. */
@NullMarked
package org.llamaorch.core.task;

import org.jspecify.annotations.NullMarked;
