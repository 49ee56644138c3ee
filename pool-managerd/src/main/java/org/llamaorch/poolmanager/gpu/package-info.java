/** The GPUs of this machine: which there are, which a mask names, what fits on them. */
@NullMarked
package org.llamaorch.poolmanager.gpu;

import org.jspecify.annotations.NullMarked;
