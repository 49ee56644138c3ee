/** Who is next: classes, callers in turn, demands, ageing; and what a full queue does. */
@NullMarked
package org.llamaorch.core.queue;

import org.jspecify.annotations.NullMarked;
