/** How a replica is handed over to an orchestrator of the same machine: a file in a folder. */
@NullMarked
package org.llamaorch.poolmanager.handoff;

import org.jspecify.annotations.NullMarked;
