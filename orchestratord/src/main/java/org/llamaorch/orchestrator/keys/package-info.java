/**
 * Callers' keys: who may call, how much, and the file that keeps them hashed.
 *
 * <p>Requirements: ORCH-3006, LO-14.
 */
@NullMarked
package org.llamaorch.orchestrator.keys;

import org.jspecify.annotations.NullMarked;
