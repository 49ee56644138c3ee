/**
 * Runs what the scheduler decided: starts attempts on engines, stops them, reports their ends.
 *
 * <p>Requirements: ORCH-3016, LO-08.
 */
@NullMarked
package org.llamaorch.orchestrator.dispatch;

import org.jspecify.annotations.NullMarked;
