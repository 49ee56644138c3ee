/**
 * Who is next: classes, callers in turn, demands, ageing; and what a full queue does.
 *
 * <p>Requirements: ORCH-3004, ORCH-3005, ORCH-3008, OC-CORE-1001, OC-CORE-1002, OC-CORE-1003,
 * OC-CORE-1004, OC-CORE-1005, LO-15.
 */
@NullMarked
package org.llamaorch.core.queue;

import org.jspecify.annotations.NullMarked;
