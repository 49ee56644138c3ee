/** Tests of the package of this name. */
@NullMarked
package org.llamaorch.engines.sse;

import org.jspecify.annotations.NullMarked;
