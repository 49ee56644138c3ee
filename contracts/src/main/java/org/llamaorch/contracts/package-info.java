/** The wire records: what a client or a worker sees, as plain values without a JSON library. */
@NullMarked
package org.llamaorch.contracts;

import org.jspecify.annotations.NullMarked;
