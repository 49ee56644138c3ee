/**
 * The wire records: what a client or a worker sees, as plain values without a JSON library.
 *
 * <p>Requirements: ORCH-3096, ORCH-3100, OC-CTRL-2030.
 */
@NullMarked
package org.llamaorch.contracts;

import org.jspecify.annotations.NullMarked;
