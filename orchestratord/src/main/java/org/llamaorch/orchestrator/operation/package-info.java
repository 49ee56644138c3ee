/**
 * Long calls of the control plane: what they do, how far they are, how they ended.
 *
 * <p>Requirements: OC-CTRL-2003.
 */
@NullMarked
package org.llamaorch.orchestrator.operation;

import org.jspecify.annotations.NullMarked;
