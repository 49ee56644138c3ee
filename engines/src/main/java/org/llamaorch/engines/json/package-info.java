/** Walks JSON as bytes, without trees, and mends text that is not whole. */
@NullMarked
package org.llamaorch.engines.json;

import org.jspecify.annotations.NullMarked;
