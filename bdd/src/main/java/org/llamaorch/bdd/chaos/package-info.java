/**
 * Kills a real daemon at random moments under random load, and counts what was promised and not
 * kept.
 *
 * <p>Requirements: ORCH-3051.
 */
@NullMarked
package org.llamaorch.bdd.chaos;

import org.jspecify.annotations.NullMarked;
