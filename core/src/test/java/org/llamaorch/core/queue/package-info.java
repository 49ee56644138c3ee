/** Tests of the queue by itself. */
@NullMarked
package org.llamaorch.core.queue;

import org.jspecify.annotations.NullMarked;
