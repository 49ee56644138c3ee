/** Long calls of the control plane: what they do, how far they are, how they ended. */
@NullMarked
package org.llamaorch.orchestrator.operation;

import org.jspecify.annotations.NullMarked;
