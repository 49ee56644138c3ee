/** Tests of asking for GPUs. */
@NullMarked
package org.llamaorch.poolmanager.gpu;

import org.jspecify.annotations.NullMarked;
