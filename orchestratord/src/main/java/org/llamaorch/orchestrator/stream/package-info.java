/**
 * Token streams: numbered frames in mapped segments, one writer a task, listeners that copy them
 * out.
 *
 * <p>Requirements: ORCH-2002, ORCH-3100, ORCH-3310, OC-CTRL-2020, OC-METRICS-7110, LO-03, LO-09.
 */
@NullMarked
package org.llamaorch.orchestrator.stream;

import org.jspecify.annotations.NullMarked;
