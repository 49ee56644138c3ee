/** The scheduler's rules, each by itself, and all of them under seeded random histories. */
@NullMarked
package org.llamaorch.core.scheduler;

import org.jspecify.annotations.NullMarked;
