/** Tests of the package of this name. */
@NullMarked
package org.llamaorch.engines.probe;

import org.jspecify.annotations.NullMarked;
