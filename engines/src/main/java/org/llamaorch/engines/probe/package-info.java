/**
 * Asks an engine how it is: health, slots, context, models, version.
 *
 * <p>Requirements: ORCH-3049, ORCH-3503.
 */
@NullMarked
package org.llamaorch.engines.probe;

import org.jspecify.annotations.NullMarked;
