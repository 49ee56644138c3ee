/** Supervision of engine processes on one machine. */
@NullMarked
package org.llamaorch.poolmanager;

import org.jspecify.annotations.NullMarked;
