/** The pools of a machine without an orchestrator in the same process (contract §9). */
@NullMarked
package org.llamaorch.poolmanager.local;

import org.jspecify.annotations.NullMarked;
