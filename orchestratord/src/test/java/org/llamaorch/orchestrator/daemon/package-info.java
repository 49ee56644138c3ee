/** What the daemon does around its parts. */
@NullMarked
package org.llamaorch.orchestrator.daemon;

import org.jspecify.annotations.NullMarked;
