/** Tests that the journal keeps what it must and forgets what it must. */
@NullMarked
package org.llamaorch.orchestrator.journal;

import org.jspecify.annotations.NullMarked;
