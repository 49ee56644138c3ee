/** The journal: what the daemon must know after it died, written before anybody is told. */
@NullMarked
package org.llamaorch.orchestrator.journal;

import org.jspecify.annotations.NullMarked;
