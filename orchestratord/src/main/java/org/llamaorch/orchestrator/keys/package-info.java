/** Callers' keys: who may call, how much, and the file that keeps them hashed. */
@NullMarked
package org.llamaorch.orchestrator.keys;

import org.jspecify.annotations.NullMarked;
