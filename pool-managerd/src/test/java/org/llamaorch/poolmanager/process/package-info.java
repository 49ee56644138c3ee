/** Tests of engine processes with real children. */
@NullMarked
package org.llamaorch.poolmanager.process;

import org.jspecify.annotations.NullMarked;
