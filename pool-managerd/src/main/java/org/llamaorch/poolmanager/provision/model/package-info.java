/**
 * Model files found on disk or fetched and checked.
 *
 * <p>Requirements: ORCH-3090, ORCH-3091, ORCH-3097.
 */
@NullMarked
package org.llamaorch.poolmanager.provision.model;

import org.jspecify.annotations.NullMarked;
