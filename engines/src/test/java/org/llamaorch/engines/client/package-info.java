/** Tests of the package of this name. */
@NullMarked
package org.llamaorch.engines.client;

import org.jspecify.annotations.NullMarked;
