/**
 * Sessions: time to live, turns, and what they have used.
 *
 * <p>Requirements: ORCH-3009, ORCH-3021.
 */
@NullMarked
package org.llamaorch.core.session;

import org.jspecify.annotations.NullMarked;
