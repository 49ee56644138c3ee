/** Asks an engine how it is: health, slots, context, models, version. */
@NullMarked
package org.llamaorch.engines.probe;

import org.jspecify.annotations.NullMarked;
