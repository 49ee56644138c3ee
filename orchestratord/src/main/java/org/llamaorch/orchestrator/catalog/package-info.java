/**
 * The models that are known here: what was said of them, whether they take tasks, what their files
 * are and whether these are what they should be (B-CAT).
 *
 * <p>On disk, below the state folder, all for the owner only:
 *
 * <pre>
 * catalog/ab12….json   one entry, named by the SHA-256 of its id; written to a temporary name,
 *                      synced, then renamed
 * </pre>
 *
 * <p>Requirements: ORCH-3031, ORCH-3037, ORCH-3097.
 */
@NullMarked
package org.llamaorch.orchestrator.catalog;

import org.jspecify.annotations.NullMarked;
