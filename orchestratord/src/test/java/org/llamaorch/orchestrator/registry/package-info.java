/** Tests of the package of this name. */
@NullMarked
package org.llamaorch.orchestrator.registry;

import org.jspecify.annotations.NullMarked;
