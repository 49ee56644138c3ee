/** Tests of the forecast: what it learns, and whether what it tells comes true. */
@NullMarked
package org.llamaorch.core.forecast;

import org.jspecify.annotations.NullMarked;
