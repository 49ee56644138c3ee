/** When a task will start and end: learned service times, drain rate, chance to be on time. */
@NullMarked
package org.llamaorch.core.forecast;

import org.jspecify.annotations.NullMarked;
