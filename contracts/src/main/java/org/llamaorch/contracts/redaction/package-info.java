/**
 * Keeps secrets out of everything that is written for people: logs, errors, engine output.
 *
 * <p>Requirements: ORCH-3302.
 */
@NullMarked
package org.llamaorch.contracts.redaction;

import org.jspecify.annotations.NullMarked;
