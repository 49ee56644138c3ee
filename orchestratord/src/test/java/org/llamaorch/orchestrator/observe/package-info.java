/** Tests of what can be seen from outside. */
@NullMarked
package org.llamaorch.orchestrator.observe;

import org.jspecify.annotations.NullMarked;
