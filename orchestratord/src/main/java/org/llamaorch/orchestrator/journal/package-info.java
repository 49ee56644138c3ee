/**
 * The journal: what the daemon must know after it died, written before anybody is told.
 *
 * <p>Requirements: ORCH-3002, LO-02.
 */
@NullMarked
package org.llamaorch.orchestrator.journal;

import org.jspecify.annotations.NullMarked;
