/**
 * The core loop: drains the inbox, feeds the scheduler, commits the turn, releases the effects.
 *
 * <p>Requirements: LO-02.
 */
@NullMarked
package org.llamaorch.orchestrator.loop;

import org.jspecify.annotations.NullMarked;
