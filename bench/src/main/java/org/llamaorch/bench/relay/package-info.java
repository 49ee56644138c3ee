/**
 * The same streams through the daemon, through nginx and straight from the engine, in turn, in one
 * run.
 */
@NullMarked
package org.llamaorch.bench.relay;

import org.jspecify.annotations.NullMarked;
