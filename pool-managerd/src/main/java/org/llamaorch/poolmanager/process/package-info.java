/**
 * Engine processes: how they are started, recognised, recorded and ended.
 *
 * <p>Requirements: ORCH-3001, ORCH-3506, LO-16.
 */
@NullMarked
package org.llamaorch.poolmanager.process;

import org.jspecify.annotations.NullMarked;
