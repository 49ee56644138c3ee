/**
 * When a task will start and end: learned service times, drain rate, chance to be on time.
 *
 * <p>Requirements: ORCH-3029, LO-01, LO-06.
 */
@NullMarked
package org.llamaorch.core.forecast;

import org.jspecify.annotations.NullMarked;
