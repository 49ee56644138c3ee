/** Runs what the scheduler decided: starts attempts on engines, stops them, reports their ends. */
@NullMarked
package org.llamaorch.orchestrator.dispatch;

import org.jspecify.annotations.NullMarked;
