/** Tests of the package of this name. */
@NullMarked
package org.llamaorch.orchestrator.dispatch;

import org.jspecify.annotations.NullMarked;
