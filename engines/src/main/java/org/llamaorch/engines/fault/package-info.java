/**
 * The fault engine: a scripted engine server that misbehaves when told to.
 *
 * <p>Requirements: ORCH-3058.
 */
@NullMarked
package org.llamaorch.engines.fault;

import org.jspecify.annotations.NullMarked;
