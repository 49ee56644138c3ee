/** Tests of the package of this name. */
@NullMarked
package org.llamaorch.engines.fault;

import org.jspecify.annotations.NullMarked;
