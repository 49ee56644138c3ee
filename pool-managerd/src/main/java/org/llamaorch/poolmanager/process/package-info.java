/** Engine processes: how they are started, recognised, recorded and ended. */
@NullMarked
package org.llamaorch.poolmanager.process;

import org.jspecify.annotations.NullMarked;
