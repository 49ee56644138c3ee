/** The daemon put together: constructors called in order, closed in reverse. */
@NullMarked
package org.llamaorch.orchestrator.daemon;

import org.jspecify.annotations.NullMarked;
