/**
 * The pools of one machine: their engines started, watched, reloaded, purged and ended.
 *
 * <p>Requirements: ORCH-3500.
 */
@NullMarked
package org.llamaorch.poolmanager;

import org.jspecify.annotations.NullMarked;
