/** Tests of the package of this name. */
@NullMarked
package org.llamaorch.engines.json;

import org.jspecify.annotations.NullMarked;
