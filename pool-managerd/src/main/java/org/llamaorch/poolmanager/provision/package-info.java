/**
 * The cache of engines and models: its locks, its space, its downloads.
 *
 * <p>Requirements: ORCH-3200, ORCH-3206, ORCH-3207.
 */
@NullMarked
package org.llamaorch.poolmanager.provision;

import org.jspecify.annotations.NullMarked;
