/**
 * Engines installed from packages into private environments.
 *
 * <p>Requirements: ORCH-3046, ORCH-3092, ORCH-3201, ORCH-3202.
 */
@NullMarked
package org.llamaorch.poolmanager.provision.engine;

import org.jspecify.annotations.NullMarked;
