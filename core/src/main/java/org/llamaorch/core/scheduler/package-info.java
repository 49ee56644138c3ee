/**
 * The only owner of all task state: events in; journal entries and effects out.
 *
 * <p>Requirements: ORCH-3016, ORCH-3017, ORCH-3023, ORCH-3026, OC-CORE-1022, OC-CTRL-2002,
 * OC-CTRL-2012, LO-04, LO-07, LO-08, LO-11.
 */
@NullMarked
package org.llamaorch.core.scheduler;

import org.jspecify.annotations.NullMarked;
