/** Which free slot a task gets: pools, replicas, leases, breakers, and the order among them. */
@NullMarked
package org.llamaorch.core.placement;

import org.jspecify.annotations.NullMarked;
