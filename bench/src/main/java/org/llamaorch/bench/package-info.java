/** The load program. */
@NullMarked
package org.llamaorch.bench;

import org.jspecify.annotations.NullMarked;
