/** Tests of the package of this name. */
@NullMarked
package org.llamaorch.engines.llamacpp;

import org.jspecify.annotations.NullMarked;
