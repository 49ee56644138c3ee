/**
 * The pools of a machine without an orchestrator in the same process (contract §9).
 *
 * <p>Requirements: ORCH-3002, ORCH-3500.
 */
@NullMarked
package org.llamaorch.poolmanager.local;

import org.jspecify.annotations.NullMarked;
