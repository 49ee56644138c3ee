/**
 * What can be seen from outside: metrics, structured logs, and the narration that goes with them.
 *
 * <p>Requirements: ORCH-3022, ORCH-3027, ORCH-3028, ORCH-3300, ORCH-3303, ORCH-3305,
 * OC-METRICS-7101, OC-METRICS-7102.
 */
@NullMarked
package org.llamaorch.orchestrator.observe;

import org.jspecify.annotations.NullMarked;
