/**
 * The daemon put together: constructors called in order, closed in reverse.
 *
 * <p>Requirements: ORCH-3000, LO-10.
 */
@NullMarked
package org.llamaorch.orchestrator.daemon;

import org.jspecify.annotations.NullMarked;
