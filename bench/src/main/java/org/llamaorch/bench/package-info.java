/** Programs that put a daemon under load and measure what it costs. */
@NullMarked
package org.llamaorch.bench;

import org.jspecify.annotations.NullMarked;
