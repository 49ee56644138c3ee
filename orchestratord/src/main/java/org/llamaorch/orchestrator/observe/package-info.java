/**
 * What can be seen from outside: metrics, structured logs, and the narration that goes with them.
 */
@NullMarked
package org.llamaorch.orchestrator.observe;

import org.jspecify.annotations.NullMarked;
